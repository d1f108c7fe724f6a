package dev.hearth.launcher.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Cuts a driver's log that has become too long. The driver, its JVM and whatever it started hold the file open, so that no
 * other can be put in its place: its end is copied to {@code driver.log.1}, and the file, which all of them append to, is
 * emptied. What is written in the instant between the two is lost.
 *
 * <p>Immutable; one thread at a time for each log.
 */
final class LogBound {

    private static final int CATCH_UPS = 8;
    private static final int LINE_BYTES = 4096;

    private final long maxBytes;

    /**
     * A bound.
     *
     * @param maxBytes a longer log is cut; half of that is kept in the old one
     */
    LogBound(long maxBytes) {
        if (maxBytes < 2 * LINE_BYTES) {
            throw new IllegalArgumentException("a log of at most " + maxBytes + " bytes holds no line");
        }
        this.maxBytes = maxBytes;
    }

    /** Where the end of a log is kept that was cut. */
    static Path old(Path log) {
        return log.resolveSibling(log.getFileName() + ".1");
    }

    /** Cuts the log if it is too long; whether it was. */
    boolean keep(Path log) throws IOException {
        if (Files.size(log) <= maxBytes) {
            return false;
        }
        Path unfinished = log.resolveSibling(log.getFileName() + ".unfinished");
        Files.deleteIfExists(unfinished);
        try (FileChannel from = FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileChannel to = FileChannel.open(
                        unfinished,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            long end = from.size();
            copy(from, lineAfter(from, end - maxBytes / 2), end, to);
            Files.move(unfinished, old(log), StandardCopyOption.ATOMIC_MOVE);
            for (int more = 0; more < CATCH_UPS && from.size() > end; more++) {
                long start = end;
                end = from.size();
                copy(from, start, end, to);
            }
            from.truncate(0);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        return true;
    }

    private static void copy(FileChannel from, long start, long end, FileChannel to) throws IOException {
        long at = start;
        while (at < end) {
            long count = from.transferTo(at, end - at, to);
            if (count <= 0) {
                return; // somebody else has emptied it
            }
            at += count;
        }
    }

    private static long lineAfter(FileChannel file, long at) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LINE_BYTES);
        file.read(bytes, at);
        for (int i = 0; i < bytes.position(); i++) {
            if (bytes.get(i) == '\n') {
                return at + i + 1;
            }
        }
        return at;
    }
}
