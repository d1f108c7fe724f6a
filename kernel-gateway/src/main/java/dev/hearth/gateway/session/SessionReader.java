package dev.hearth.gateway.session;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A reader of a session at its own pace: the journal, and in its place among it what is in memory only.
 *
 * <p>Left out are comm messages of older incarnations and input requests that are answered or ended. A replay ends with a
 * made-up status if the last one in it is not the true one. Everything else is given, whoever it is for: a face sends
 * replies and input requests to the envelope's origin only, and events never on {@code /channels}.
 *
 * <p>One thread at a time, but for {@link #close}.
 */
@SuppressWarnings("DoNotCallSuggester") // signatures first
public final class SessionReader implements AutoCloseable {
    SessionReader() {}

    /**
     * The next record; null at the end. The record before it is void from now on.
     *
     * @throws IOException if the journal cannot be read, or the session's journal was purged
     */
    public @Nullable SessionRecord next() throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Runs {@code wake} once, as soon as {@link #next} may have more: at once, or on the thread that appends. It must be
     * short and must not read. A second call replaces the first. It also runs when the session's journal is closed.
     */
    public void whenMore(Runnable wake) {
        throw new UnsupportedOperationException();
    }

    /** Journal number of the last record given or passed over: what {@code sinceNumber} would go on from. */
    public long position() {
        throw new UnsupportedOperationException();
    }

    /** Whether everything that was there when the reader began has been given. */
    public boolean caughtUp() {
        throw new UnsupportedOperationException();
    }

    /** How many records in memory were dropped because this reader was too slow for them. */
    public long missed() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
