package dev.hearth.driver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many classes this JVM loaded from class-data archives. Only functions.
 *
 * <p>The counters exist only in the JVM's performance data, the file that {@code jps} and {@code jstat} read (format version 2 of
 * HotSpot's {@code perfMemory}, the same from JDK 8 to 25): a header of 32 bytes, then entries of which each begins with its
 * length, the offset of its name and, in its fifth word, the offset of its value.
 */
final class LoadedClasses {
    private static final int MAGIC = 0xcafec0c0;
    private static final int HEADER_BYTES = 32;
    private static final int MOST_ENTRIES = 10_000;

    private LoadedClasses() {}

    /** The share of all loaded classes that came from an archive, 0 to 1; -1 if the JVM does not tell. */
    static double archivedShare() {
        Path file = Path.of(
                "/tmp",
                "hsperfdata_" + System.getProperty("user.name", ""),
                Long.toString(ProcessHandle.current().pid()));
        try {
            return archivedShare(Files.readAllBytes(file));
        } catch (IOException | RuntimeException e) {
            return -1; // switched off, elsewhere, or of another version
        }
    }

    /** The same of the given performance data. */
    static double archivedShare(byte[] data) {
        ByteBuffer bytes = ByteBuffer.wrap(data);
        if (bytes.getInt(0) != MAGIC && bytes.getInt(0) != Integer.reverseBytes(MAGIC)) {
            return -1;
        }
        bytes.order(bytes.get(4) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        long archived = -1;
        long read = -1;
        int at = bytes.getInt(24);
        int entries = Math.min(bytes.getInt(28), MOST_ENTRIES);
        for (int i = 0; i < entries && at >= HEADER_BYTES; i++) {
            String name = text(data, at + bytes.getInt(at + 4));
            if (name.equals("java.cls.sharedLoadedClasses")) {
                archived = bytes.getLong(at + bytes.getInt(at + 16));
            } else if (name.equals("java.cls.loadedClasses")) {
                read = bytes.getLong(at + bytes.getInt(at + 16));
            }
            at += bytes.getInt(at);
        }
        return archived < 0 || read < 0 || archived + read == 0 ? -1 : (double) archived / (archived + read);
    }

    private static String text(byte[] data, int from) {
        int end = from;
        while (data[end] != 0) {
            end++;
        }
        return new String(data, from, end - from, StandardCharsets.US_ASCII);
    }
}
