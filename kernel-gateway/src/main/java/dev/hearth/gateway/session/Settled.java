package dev.hearth.gateway.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;

/**
 * What must be known of an incarnation although it can no longer be found in the journal: written before retention drops
 * records, and at a gap. A file of 32 bytes: incarnation, reserved, both sequences, and the journal's number, which was not
 * there once. Immutable.
 *
 * @param journal the newest journal number then; 0 if it was not noted
 * @param output how far the driver's output is known to be here
 * @param requests up to which sequence all requests have had their end
 */
record Settled(long journal, long output, long requests) {
    private static final Settled NOTHING = new Settled(0, 0, 0);
    private static final int OLD_BYTES = 24;
    private static final int BYTES = 32;

    /** What is settled of an incarnation now. Under the session's lock. */
    static Settled of(Incarnation of, long journal) {
        return new Settled(journal, of.output.last(), Math.min(of.unfinished.lowestSequence() - 1, of.requests.last()));
    }

    void keep(SessionFiles files, int incarnation) throws IOException {
        byte[] bytes = ByteBuffer.allocate(BYTES)
                .putInt(incarnation)
                .putInt(0)
                .putLong(output)
                .putLong(requests)
                .putLong(journal)
                .array();
        SessionFiles.replace(files.outputWindow(), bytes);
    }

    /** Whether a journal has lost its end, or all of it, since this was noted. What it says of output is void then. */
    boolean isBeyond(SessionJournal present) {
        long next = present.nextNumber();
        return next <= journal || (next == 1 && output > 0);
    }

    /** What was noted for an incarnation; nothing if it was not. */
    static Settled read(SessionFiles files, int incarnation) throws IOException {
        if (!Files.exists(files.outputWindow())) {
            return NOTHING;
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(files.outputWindow()));
        boolean whole = bytes.remaining() == BYTES || bytes.remaining() == OLD_BYTES;
        if (!whole || bytes.getInt() != incarnation) {
            return NOTHING;
        }
        bytes.getInt();
        long output = bytes.getLong();
        long requests = bytes.getLong();
        return new Settled(bytes.hasRemaining() ? bytes.getLong() : 0, output, requests);
    }
}
