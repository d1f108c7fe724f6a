package dev.hearth.gateway.session;

import dev.hearth.protocol.Language;
import dev.hearth.protocol.RawMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** One session. Thread-safe; no method waits for a driver or a client. */
@SuppressWarnings("DoNotCallSuggester") // signatures first
public final class Session {
    Session() {}

    /** The kernel id of Jupyter. */
    public UUID id() {
        throw new UnsupportedOperationException();
    }

    /** The session's number, from 0. */
    public int number() {
        throw new UnsupportedOperationException();
    }

    /** Who created it. */
    public String owner() {
        throw new UnsupportedOperationException();
    }

    /** Spoken where a cell does not say otherwise. */
    public Language language() {
        throw new UnsupportedOperationException();
    }

    /** The profile's name. */
    public String profile() {
        throw new UnsupportedOperationException();
    }

    /** The session now. */
    public SessionView view() {
        throw new UnsupportedOperationException();
    }

    /**
     * Takes one message of a client: it is logged before this returns, or answered.
     *
     * @param message in whatever memory: nothing of it is used after this returns
     * @param origin the client; at most 512 bytes of UTF-8
     * @throws dev.hearth.gateway.error.GatewayException with {@code MALFORMED_MESSAGE} (no readable header, an id that is
     *     missing or too long, a type that a client may not send), {@code MESSAGE_TOO_LARGE}, {@code QUEUE_FULL}, {@code
     *     SESSION_DEAD}, {@code JOURNAL_FAILED}; nothing was logged then
     */
    public Ingested ingest(RawMessage message, String origin) {
        throw new UnsupportedOperationException();
    }

    /**
     * Interrupts what runs now.
     *
     * @throws dev.hearth.gateway.error.GatewayException with {@code LINK_DOWN} if the link has been down too long, {@code
     *     SESSION_DEAD}, {@code JOURNAL_FAILED}; else the interrupt is logged
     */
    public void interrupt() {
        throw new UnsupportedOperationException();
    }

    /**
     * Ends the driver and launches the next. Requests without an end are answered {@code aborted}; later ones wait for the
     * next driver. Restarts under way are shared. A dead session comes to life again.
     *
     * @return done when the next driver is ready for cells; exceptionally with a {@code GatewayException} if it fails, or the
     *     session is ended meanwhile
     */
    public CompletableFuture<Void> restart() {
        throw new UnsupportedOperationException();
    }

    /** Takes the session off the lists at once, ends its driver, and keeps the journal unless {@code purge}. */
    public void delete(boolean purge) {
        throw new UnsupportedOperationException();
    }

    /**
     * A reader; close it.
     *
     * @throws IOException if the journal cannot be opened, or was purged
     */
    public SessionReader reader(ReadFrom from) throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Connects a client. If the same origin is attached already, that attachment is asked to leave as stale.
     *
     * @throws dev.hearth.gateway.error.GatewayException with {@code KERNEL_NOT_FOUND} if the session was deleted
     */
    public Attachment attach(String origin) {
        throw new UnsupportedOperationException();
    }

    /** Notes that a client has everything up to a journal number. Never goes back. */
    public void confirm(String origin, long number) {
        throw new UnsupportedOperationException();
    }

    /** The execute_request with a number; empty if it was never given or is no longer kept. */
    public Optional<Statement> statement(long number) {
        throw new UnsupportedOperationException();
    }

    /** How many statements there have been: the number of the next. */
    public long statements() {
        throw new UnsupportedOperationException();
    }

    /**
     * The request's message, as the client sent it, for a statement that is kept.
     *
     * @throws IOException if the disk fails
     */
    public Optional<RawMessage> request(Statement statement) throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Journal numbers of the records with this parent, rising.
     *
     * @throws IOException if the disk fails
     */
    public long[] recordsOf(String requestId) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** The log of the present driver, where it is a file of this machine. */
    public Optional<Path> logFile() {
        throw new UnsupportedOperationException();
    }

    /**
     * The log of the present driver from {@code offset}, over the link, followed as it grows.
     *
     * @throws dev.hearth.gateway.error.GatewayException with {@code LINK_DOWN} if there is no link
     */
    public LogSource openLog(long offset) {
        throw new UnsupportedOperationException();
    }
}
