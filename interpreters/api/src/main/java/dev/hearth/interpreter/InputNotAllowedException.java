package dev.hearth.interpreter;

/** A cell asked for input although its client said that it cannot ask anybody ({@code allow_stdin} false). */
public final class InputNotAllowedException extends Exception {
    public InputNotAllowedException() {
        super("this cell asked for input, but the client that runs it does not support input requests");
    }
}
