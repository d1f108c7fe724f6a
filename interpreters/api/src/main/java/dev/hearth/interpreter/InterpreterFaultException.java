package dev.hearth.interpreter;

/** A fault of ours; the interpreter goes on. */
public final class InterpreterFaultException extends InterpreterException {
    public InterpreterFaultException(String message, Throwable cause) {
        super(message, cause);
    }

    public InterpreterFaultException(String message) {
        super(message);
    }
}
