package dev.hearth.driver.link;

import dev.hearth.protocol.link.LinkFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** One reader of a file, at a place and with a credit of its own. Not thread-safe: guarded by its owner's lock. */
final class LogStream {
    private static final int PIECE_BYTES = 64 << 10;

    private final int number;
    private final Path file;
    private final boolean whole;
    private long position;
    private long credit;

    /**
     * A reader.
     *
     * @param whole whether the file grows no more, and the stream ends with it
     */
    LogStream(int number, Path file, long position, int credit, boolean whole) {
        this.whole = whole;
        this.number = number;
        this.file = file;
        this.position = position;
        this.credit = Math.max(0, credit);
    }

    int number() {
        return number;
    }

    void credit(int bytes) {
        credit = Math.min(Integer.MAX_VALUE, credit + Math.max(0, bytes));
    }

    /** Whether there are bytes that may be sent. */
    boolean hasMore() {
        try {
            return credit > 0 && Files.size(file) != position;
        } catch (IOException e) {
            return true; // the next read says what is wrong
        }
    }

    /** The next bytes, or a close if the file cannot be read; null if there is nothing to send now. */
    @Nullable
    LinkFrame next() {
        if (credit <= 0) {
            return null;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < position) {
                position = 0; // it was truncated from outside; what is there now is new
            }
            int count = (int) Math.min(Math.min(PIECE_BYTES, credit), size - position);
            if (count <= 0) {
                return whole ? new LinkFrame.CloseFrame(number, "") : null;
            }
            ByteBuffer bytes = ByteBuffer.allocate(count);
            while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) > 0) {}
            bytes.flip();
            position += bytes.remaining();
            credit -= bytes.remaining();
            return new LinkFrame.DataFrame(number, bytes);
        } catch (IOException e) {
            return new LinkFrame.CloseFrame(number, "the file cannot be read");
        }
    }
}
