package dev.hearth.gateway.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * How far a driver's output is known to be here although not all of it can be found in the journal: written before retention
 * drops records, and at a gap. A file of 16 bytes: incarnation, reserved, sequence.
 */
final class OutputWindow {
    private static final int BYTES = 16;

    private OutputWindow() {}

    static void keep(SessionFiles files, int incarnation, long last) throws IOException {
        Path next = files.directory().resolve("output-window.tmp");
        byte[] bytes = ByteBuffer.allocate(BYTES)
                .putInt(incarnation)
                .putInt(0)
                .putLong(last)
                .array();
        Files.write(next, bytes);
        Files.move(next, files.outputWindow(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The sequence that was noted for an incarnation, 0 if none. */
    static long read(SessionFiles files, int incarnation) throws IOException {
        if (!Files.exists(files.outputWindow())) {
            return 0;
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(files.outputWindow()));
        if (bytes.remaining() != BYTES || bytes.getInt() != incarnation) {
            return 0;
        }
        bytes.getInt();
        return bytes.getLong();
    }
}
