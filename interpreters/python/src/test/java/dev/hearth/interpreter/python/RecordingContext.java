package dev.hearth.interpreter.python;

import dev.hearth.interpreter.CellContext;
import dev.hearth.interpreter.InputNotAllowedException;
import dev.hearth.interpreter.OutputSink;
import dev.hearth.interpreter.Progress;
import dev.hearth.protocol.MimeBundle;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.StreamName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A cell's outside world that remembers what was said, and answers questions from a queue. Thread-safe. */
final class RecordingContext implements CellContext, OutputSink {
    /** {@code kind} is the message's type, or the stream's name. */
    record Said(String kind, String text) {}

    final List<Said> all = new CopyOnWriteArrayList<>();
    final List<String> prompts = new CopyOnWriteArrayList<>();
    final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    final AtomicLong streamBytes = new AtomicLong();
    final AtomicLong largest = new AtomicLong();
    final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch anything = new CountDownLatch(1);
    private final CountDownLatch interrupt = new CountDownLatch(1);
    private final StringBuilder out = new StringBuilder();
    private final StringBuilder err = new StringBuilder();
    private final boolean keep;
    private final boolean mayAsk;
    private final String requestId;

    RecordingContext() {
        this(true, true);
    }

    RecordingContext(boolean keep, boolean mayAsk) {
        this(keep, mayAsk, "");
    }

    /** The context of a message with that id, whose sender cannot be asked. */
    RecordingContext(String requestId) {
        this(true, false, requestId);
    }

    private RecordingContext(boolean keep, boolean mayAsk, String requestId) {
        this.keep = keep;
        this.mayAsk = mayAsk;
        this.requestId = requestId;
    }

    @Override
    public String requestId() {
        return requestId;
    }

    synchronized String out() {
        return out.toString();
    }

    synchronized String err() {
        return err.toString();
    }

    void awaitOutput() throws InterruptedException {
        if (!anything.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("the cell said nothing");
        }
    }

    void interruptInput() {
        interrupt.countDown();
    }

    @Override
    public OutputSink output() {
        return this;
    }

    @Override
    public String input(String prompt, boolean password) throws InputNotAllowedException, InterruptedException {
        if (!mayAsk) {
            throw new InputNotAllowedException();
        }
        prompts.add(prompt + (password ? " (hidden)" : ""));
        asked.countDown();
        while (interrupt.getCount() > 0) {
            String line = lines.poll(10, TimeUnit.MILLISECONDS);
            if (line != null) {
                return line;
            }
        }
        throw new InterruptedException("the cell was interrupted");
    }

    @Override
    public boolean interrupted() {
        return interrupt.getCount() == 0;
    }

    @Override
    public void stream(StreamName name, byte[] utf8, int offset, int length) {
        streamBytes.addAndGet(length);
        largest.accumulateAndGet(length, Math::max);
        if (keep) {
            String text = new String(utf8, offset, length, StandardCharsets.UTF_8);
            synchronized (this) {
                (name == StreamName.STDOUT ? out : err).append(text);
            }
            all.add(new Said(name.wireName(), text));
        }
        anything.countDown();
    }

    @Override
    public void display(MimeBundle bundle, @Nullable RawJson transientData, List<ByteBuffer> buffers) {
        all.add(new Said(
                "display_data",
                bundle.data()
                        + (transientData == null ? "" : " " + transientData)
                        + (buffers.isEmpty() ? "" : " +" + buffers.size())));
        anything.countDown();
    }

    @Override
    public void updateDisplay(MimeBundle bundle, String displayId) {
        all.add(new Said("update_display_data", bundle.data() + " " + displayId));
    }

    @Override
    public void clear(boolean wait) {
        all.add(new Said("clear_output", Boolean.toString(wait)));
    }

    @Override
    public void broadcast(String messageType, RawJson content, RawJson metadata, List<ByteBuffer> buffers) {
        all.add(new Said(messageType, content + " " + metadata + " +" + buffers.size()));
    }

    @Override
    public void progress(Progress progress) {}
}
