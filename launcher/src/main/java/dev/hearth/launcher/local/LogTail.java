package dev.hearth.launcher.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;

/**
 * The end of a log.
 *
 * <p>Immutable. Reading it costs the same however large the file is.
 *
 * @param text at most the last 80 KiB, from the beginning of a line
 * @param lines the last lines, at most 50 and at most 16 KiB in all, oldest first
 */
record LogTail(String text, List<String> lines) {

    private static final int READ_BYTES = 64 * 1024;
    private static final int MAX_LINES = 50;
    private static final int MAX_BYTES = 16 * 1024;

    /** The end of this log, whether or not it was cut of late; empty if it cannot be read. */
    static LogTail of(Path file) {
        String text = end(file);
        return of(text.length() < MAX_BYTES ? end(LogBound.old(file)) + text : text);
    }

    private static String end(Path file) {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            long from = Math.max(0, channel.size() - READ_BYTES);
            channel.position(from);
            ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // reads on until the end of the file or of the buffer
            }
            String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
            int firstWhole = from == 0 ? 0 : text.indexOf('\n') + 1;
            return text.substring(firstWhole);
        } catch (IOException e) {
            return "";
        }
    }

    private static LogTail of(String text) {
        List<String> all = text.lines().toList();
        ArrayDeque<String> kept = new ArrayDeque<>();
        int left = MAX_BYTES;
        for (int i = all.size() - 1; i >= 0 && kept.size() < MAX_LINES && left > 0; i--) {
            String line = lastBytes(all.get(i), left);
            left -= line.getBytes(StandardCharsets.UTF_8).length + 1;
            kept.addFirst(line);
        }
        return new LogTail(text, List.copyOf(kept));
    }

    private static String lastBytes(String line, int limit) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= limit) {
            return line;
        }
        int from = bytes.length - limit;
        while (from < bytes.length && (bytes[from] & 0xC0) == 0x80) { // not in the middle of a character
            from++;
        }
        return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
    }
}
