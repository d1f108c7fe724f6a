package dev.hearth.driver.dispatch;

import dev.hearth.interpreter.InterpreterException;
import dev.hearth.protocol.MalformedMessageException;

/** Serves the requests of one type. Called on the thread of their lane, between busy and idle. */
@FunctionalInterface
interface Handler {
    /** Does the work and replies. An exception becomes a reply with status {@code error}, if there was none yet. */
    void handle(Request request) throws MalformedMessageException, InterpreterException, InterruptedException;
}
