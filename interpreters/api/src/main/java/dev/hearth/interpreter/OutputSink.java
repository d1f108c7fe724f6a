package dev.hearth.interpreter;

import dev.hearth.protocol.MimeBundle;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.StreamName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a cell says what it has to say. Thread-safe; the calls of one thread keep their order.
 *
 * <p>Every call may block while the session's log is full. Such a wait ends with {@link InterruptedException} when the
 * calling thread is interrupted or the cell is, and what was passed is then not logged.
 */
public interface OutputSink {
    /**
     * Text for a stream. Long text is split by the driver.
     *
     * @param utf8 holds whole code points between {@code offset} and {@code offset + length}; malformed bytes are replaced
     */
    void stream(StreamName name, byte[] utf8, int offset, int length) throws InterruptedException;

    /** Text for a stream. */
    default void stream(StreamName name, String text) throws InterruptedException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        stream(name, utf8, 0, utf8.length);
    }

    /**
     * Shows a bundle.
     *
     * @param transientData {@code transient} of the message, with {@code display_id} if the display is to be updated later;
     *     null for none
     * @param buffers binary parts behind the message
     */
    void display(MimeBundle bundle, @Nullable RawJson transientData, List<ByteBuffer> buffers)
            throws InterruptedException;

    /** Shows a bundle that is never updated. */
    default void display(MimeBundle bundle) throws InterruptedException {
        display(bundle, null, List.of());
    }

    /** Replaces the display of {@code displayId} wherever it is shown, also one of an earlier cell. */
    void updateDisplay(MimeBundle bundle, String displayId) throws InterruptedException;

    /** Clears the cell's output, at once or ({@code wait}) when the next output comes. */
    void clear(boolean wait) throws InterruptedException;

    /**
     * Sends any other broadcast of the protocol: {@code comm_open}, {@code comm_msg}, {@code comm_close}, {@code
     * debug_event}, or an extension's own.
     */
    void broadcast(String messageType, RawJson content, RawJson metadata, List<ByteBuffer> buffers)
            throws InterruptedException;

    /** Tells how far the cell is. Never blocks; reports that come too fast are dropped, the last one is not. */
    void progress(Progress progress);
}
