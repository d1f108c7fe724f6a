package dev.hearth.interpreter;

import dev.hearth.protocol.MimeBundle;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.StreamName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sink that keeps what it is told, for tests of interpreters. Thread-safe. */
public final class RecordingSink implements OutputSink {
    private final List<String> events = new ArrayList<>();
    private final StringBuilder stdout = new StringBuilder();
    private final StringBuilder stderr = new StringBuilder();

    /** What was said, in order: {@code stdout:text}, {@code display:json}, {@code update:id:json}, {@code clear}, … */
    public synchronized List<String> events() {
        return List.copyOf(events);
    }

    /** All text for stdout so far. */
    public synchronized String stdout() {
        return stdout.toString();
    }

    /** All text for stderr so far. */
    public synchronized String stderr() {
        return stderr.toString();
    }

    /** Waits until {@code text} is in stdout. */
    public synchronized void awaitStdout(String text, long millis) throws InterruptedException {
        long deadline = System.nanoTime() + millis * 1_000_000;
        while (stdout.indexOf(text) < 0) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("no '" + text + "' within " + millis + " ms; stdout is: " + stdout);
            }
            wait(left);
        }
    }

    @Override
    public synchronized void stream(StreamName name, byte[] utf8, int offset, int length) {
        String text = new String(utf8, offset, length, StandardCharsets.UTF_8);
        (name == StreamName.STDOUT ? stdout : stderr).append(text);
        events.add(name.wireName() + ":" + text);
        notifyAll();
    }

    @Override
    public synchronized void display(MimeBundle bundle, @Nullable RawJson transientData, List<ByteBuffer> buffers) {
        events.add("display:" + bundle.data());
        notifyAll();
    }

    @Override
    public synchronized void updateDisplay(MimeBundle bundle, String displayId) {
        events.add("update:" + displayId + ":" + bundle.data());
    }

    @Override
    public synchronized void clear(boolean wait) {
        events.add("clear:" + wait);
    }

    @Override
    public synchronized void broadcast(
            String messageType, RawJson content, RawJson metadata, List<ByteBuffer> buffers) {
        events.add(messageType + ":" + content);
    }

    @Override
    public synchronized void progress(Progress progress) {
        events.add("progress:" + progress.done() + "/" + progress.total());
    }
}
