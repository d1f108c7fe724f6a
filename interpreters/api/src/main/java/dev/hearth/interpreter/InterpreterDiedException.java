package dev.hearth.interpreter;

/** The interpreter is gone: its process ended, or it could not start. Its variables are lost. The message says why. */
public final class InterpreterDiedException extends InterpreterException {
    public InterpreterDiedException(String message) {
        super(message);
    }

    public InterpreterDiedException(String message, Throwable cause) {
        super(message, cause);
    }
}
