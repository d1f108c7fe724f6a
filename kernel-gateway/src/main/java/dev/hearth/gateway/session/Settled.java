package dev.hearth.gateway.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * What must be known of an incarnation although it can no longer be found in the journal: written before retention drops
 * records, and at a gap. A file of 24 bytes: incarnation, reserved, both sequences. Immutable.
 *
 * @param output how far the driver's output is known to be here
 * @param requests up to which sequence all requests have had their end
 */
record Settled(long output, long requests) {
    private static final Settled NOTHING = new Settled(0, 0);
    private static final int BYTES = 24;

    /** What is settled of an incarnation now. Under the session's lock. */
    static Settled of(Incarnation of) {
        return new Settled(of.output.last(), Math.min(of.unfinished.lowestSequence() - 1, of.requests.last()));
    }

    void keep(SessionFiles files, int incarnation) throws IOException {
        Path next = files.directory().resolve("output-window.tmp");
        byte[] bytes = ByteBuffer.allocate(BYTES)
                .putInt(incarnation)
                .putInt(0)
                .putLong(output)
                .putLong(requests)
                .array();
        Files.write(next, bytes);
        Files.move(next, files.outputWindow(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** What was noted for an incarnation; nothing if it was not. */
    static Settled read(SessionFiles files, int incarnation) throws IOException {
        if (!Files.exists(files.outputWindow())) {
            return NOTHING;
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(files.outputWindow()));
        if (bytes.remaining() != BYTES || bytes.getInt() != incarnation) {
            return NOTHING;
        }
        bytes.getInt();
        return new Settled(bytes.getLong(), bytes.getLong());
    }
}
