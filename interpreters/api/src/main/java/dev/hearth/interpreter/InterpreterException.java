package dev.hearth.interpreter;

/** The interpreter itself failed, not the user's code. */
public abstract sealed class InterpreterException extends Exception
        permits InterpreterDiedException, InterpreterFaultException {
    InterpreterException(String message, Throwable cause) {
        super(message, cause);
    }

    InterpreterException(String message) {
        super(message);
    }
}
