package dev.hearth.driver.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of zeros that keeps some room on the disk of the output log. It is given up when the disk is full, so that the few
 * small records that cannot wait still go in: how an interrupted cell ended, for one. Not thread-safe.
 */
final class Ballast {
    /** Room for hundreds of replies. */
    static final int BYTES = 1 << 20;

    private final Path file;
    private boolean kept;

    private Ballast(Path file) {
        this.file = file;
    }

    /** Ballast beside a folder, which is on the same disk; nothing is written before {@link #takeUp}. */
    static Ballast beside(Path folder) {
        return new Ballast(folder.resolveSibling(folder.getFileName() + ".ballast"));
    }

    /**
     * Keeps the room, if it is not kept yet.
     *
     * @throws IOException if there is no room
     */
    void takeUp() throws IOException {
        if (kept) {
            return;
        }
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer zeros = ByteBuffer.allocate(BYTES);
            while (zeros.hasRemaining()) {
                channel.write(zeros);
            }
            kept = true;
        } finally {
            if (!kept) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Frees the room; false if it was not kept or cannot be freed. */
    boolean giveUp() {
        if (!kept) {
            return false;
        }
        kept = false;
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            return false;
        }
    }
}
