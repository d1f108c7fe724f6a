package dev.hearth.interpreter;

/** What was asked of the interpreter could not be done; user code that fails is no such thing. */
public abstract sealed class InterpreterException extends Exception
        permits InterpreterDiedException, InterpreterFaultException, UnpassableValueException {
    InterpreterException(String message, Throwable cause) {
        super(message, cause);
    }

    InterpreterException(String message) {
        super(message);
    }
}
