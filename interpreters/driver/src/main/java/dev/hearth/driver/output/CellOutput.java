package dev.hearth.driver.output;

import dev.hearth.interpreter.OutputSink;
import dev.hearth.interpreter.Progress;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.MimeBundle;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.StreamName;
import dev.hearth.protocol.content.Broadcasts;
import dev.hearth.protocol.content.Contents;
import dev.hearth.protocol.content.Events;
import dev.hearth.protocol.link.RecordClass;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Where one cell's output goes: messages with the cell as parent, also after it ended. Thread-safe. */
public final class CellOutput implements OutputSink {
    /** The most bytes of text in one {@code stream} message. */
    public static final int MOST_STREAM_BYTES = 64 << 10;

    private static final String LEFT_OUT =
            "Hearth: the cell was interrupted while its output waited for the gateway; what waited is left out here\n";

    private final Publisher publisher;
    private final Parent parent;
    private final BooleanSupplier interrupted;
    private final Throttle<Progress> progress;
    private volatile boolean leavingOut;

    /**
     * A sink for the cell {@code parent}.
     *
     * @param interrupted whether the cell was asked to end, which ends waits for room
     * @param scheduler publishes progress that came too fast to be published at once
     */
    public CellOutput(
            Publisher publisher, Parent parent, BooleanSupplier interrupted, ScheduledExecutorService scheduler) {
        this.publisher = publisher;
        this.parent = parent;
        this.interrupted = interrupted;
        this.progress = new Throttle<>(scheduler, this::report);
    }

    @Override
    public void stream(StreamName name, byte[] utf8, int offset, int length) throws InterruptedException {
        int end = offset + length;
        for (int at = offset; at < end; ) {
            int cut = Utf8.cut(utf8, at, end, MOST_STREAM_BYTES);
            RawJson content = new JsonBytes(cut - at + 64)
                    .raw(
                            name == StreamName.STDOUT
                                    ? "{\"name\":\"stdout\",\"text\":"
                                    : "{\"name\":\"stderr\",\"text\":")
                    .string(utf8, at, cut - at)
                    .raw("}")
                    .take();
            output(MessageType.STREAM, content, List.of());
            at = cut;
        }
    }

    @Override
    public void display(MimeBundle bundle, @Nullable RawJson transientData, List<ByteBuffer> buffers)
            throws InterruptedException {
        output(MessageType.DISPLAY_DATA, shown(bundle, transientData), buffers);
    }

    @Override
    public void updateDisplay(MimeBundle bundle, String displayId) throws InterruptedException {
        RawJson transientData = Json.write(Json.object().put("display_id", displayId));
        output(MessageType.UPDATE_DISPLAY_DATA, shown(bundle, transientData), List.of());
    }

    /** The content of {@code display_data}. */
    public static RawJson shown(MimeBundle bundle, @Nullable RawJson transientData) {
        RawJson data = bundle.data();
        RawJson metadata = bundle.metadata();
        return new JsonBytes(data.sizeBytes() + metadata.sizeBytes() + 256)
                .raw("{\"data\":")
                .raw(data.utf8())
                .raw(",\"metadata\":")
                .raw(metadata.utf8())
                .raw(",\"transient\":")
                .raw((transientData == null ? RawJson.EMPTY_OBJECT : transientData).utf8())
                .raw("}")
                .take();
    }

    /** The content of {@code execute_result}. */
    public static RawJson result(int executionCount, MimeBundle bundle) {
        RawJson data = bundle.data();
        RawJson metadata = bundle.metadata();
        return new JsonBytes(data.sizeBytes() + metadata.sizeBytes() + 64)
                .raw("{\"execution_count\":" + executionCount + ",\"data\":")
                .raw(data.utf8())
                .raw(",\"metadata\":")
                .raw(metadata.utf8())
                .raw("}")
                .take();
    }

    @Override
    public void clear(boolean wait) throws InterruptedException {
        output(MessageType.CLEAR_OUTPUT, RawJson.of("{\"wait\":" + wait + "}"), List.of());
    }

    private void output(MessageType type, RawJson content, List<ByteBuffer> buffers) throws InterruptedException {
        Message message =
                new Message(Channel.IOPUB, type.wireName(), RawJson.EMPTY_OBJECT, content, buffers, null, false);
        try {
            publisher.sayPatiently(parent, message, RecordClass.OUTPUT, interrupted);
            leavingOut = false;
        } catch (InterruptedException e) {
            if (!leavingOut) {
                leavingOut = true;
                markHole();
            }
            throw e;
        }
    }

    /** What waited for room when the cell was interrupted is lost; what it says behind that may find room again. */
    private void markHole() {
        RawJson content = Contents.write(new Broadcasts.Stream("stderr", LEFT_OUT));
        publisher.say(parent, Message.broadcast(MessageType.STREAM, content));
    }

    @Override
    public void broadcast(String messageType, RawJson content, RawJson metadata, List<ByteBuffer> buffers)
            throws InterruptedException {
        Message message = new Message(Channel.IOPUB, messageType, metadata, content, buffers, null, false);
        publisher.sayPatiently(parent, message, RecordClass.DURABLE, interrupted);
    }

    @Override
    public void progress(Progress report) {
        progress.offer(report);
    }

    private void report(Progress report) {
        Events.Progress content = new Events.Progress(0, 0, report.done(), report.total(), 0, 0, report.label());
        publisher.event(parent, Events.Progress.TYPE, Contents.write(content));
    }
}
