package dev.hearth.interpreter;

/** A value cannot go to another language. The message names its type and says what can; both interpreters go on. */
public final class UnpassableValueException extends InterpreterException {
    public UnpassableValueException(String message) {
        super(message);
    }

    public UnpassableValueException(String message, Throwable cause) {
        super(message, cause);
    }
}
