package dev.hearth.interpreter.scala;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.interpreter.OutputSink;
import dev.hearth.interpreter.Progress;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MimeBundle;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.StreamName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A sink that keeps what it is given, or that is full. Thread-safe. */
final class RecordedSink implements OutputSink {
    private final StringBuilder out = new StringBuilder();
    private final StringBuilder err = new StringBuilder();
    private final List<String> chunks = new ArrayList<>();
    private final List<Displayed> displays = new ArrayList<>();
    private boolean full;
    private boolean interrupted;

    /** The cell was interrupted: a write that would have to wait ends. */
    synchronized void interrupt() {
        interrupted = true;
        notifyAll();
    }

    /** From now on every write waits until it is interrupted. */
    synchronized void fill() {
        full = true;
    }

    synchronized String out() {
        return out.toString();
    }

    synchronized String err() {
        return err.toString();
    }

    /** The writes, each as stream and text. */
    synchronized List<String> chunks() {
        return List.copyOf(chunks);
    }

    /** What was displayed, updated and cleared, in order. */
    synchronized List<Displayed> displays() {
        return List.copyOf(displays);
    }

    /**
     * A display, an update of one, or ({@code kind} is {@code clear}) neither.
     *
     * @param id empty for none
     */
    record Displayed(String kind, MimeBundle bundle, String id) {
        /** A body; empty if there is none of that type. */
        String body(String type) {
            JsonNode body = Json.parse(bundle.data()).path(type);
            return body.isTextual() ? body.asText() : body.isMissingNode() ? "" : body.toString();
        }
    }

    private synchronized void displayed(String kind, MimeBundle bundle, String id) {
        displays.add(new Displayed(kind, bundle, id));
        chunks.add(kind + " " + id);
        notifyAll();
    }

    /** Waits until standard output has {@code text} in it. */
    synchronized void awaitOut(String text) throws InterruptedException, TimeoutException {
        await(() -> out.indexOf(text) >= 0, "output " + text);
    }

    private synchronized void await(BooleanSupplier condition, String what)
            throws InterruptedException, TimeoutException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new TimeoutException("no " + what + "; out: " + out + "; err: " + err);
            }
            wait(left);
        }
    }

    @Override
    public synchronized void stream(StreamName name, byte[] utf8, int offset, int length) throws InterruptedException {
        while (full) {
            if (interrupted) {
                throw new InterruptedException("the cell was interrupted");
            }
            wait(10_000);
        }
        String text = new String(utf8, offset, length, StandardCharsets.UTF_8);
        (name == StreamName.STDOUT ? out : err).append(text);
        chunks.add(name.wireName() + " " + text);
        notifyAll();
    }

    @Override
    public void display(MimeBundle bundle, @Nullable RawJson transientData, List<ByteBuffer> buffers) {
        String id = transientData == null
                ? ""
                : Json.parse(transientData).path("display_id").asText();
        displayed("display", bundle, id);
    }

    @Override
    public void updateDisplay(MimeBundle bundle, String displayId) {
        displayed("update", bundle, displayId);
    }

    @Override
    public void clear(boolean wait) {
        displayed("clear", MimeBundle.EMPTY, String.valueOf(wait));
    }

    @Override
    public void broadcast(String messageType, RawJson content, RawJson metadata, List<ByteBuffer> buffers) {}

    @Override
    public void progress(Progress progress) {}
}
