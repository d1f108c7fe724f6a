package dev.hearth.interpreter.python;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.interpreter.CellContext;
import dev.hearth.interpreter.OutputSink;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MimeBundle;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.StreamName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Carries the bulk socket's frames to the sinks of their cells. Confined to one thread but for {@link #giveWay}; the thread waits
 * while a sink does: that is the back-pressure, and it holds back nothing but output.
 */
final class OutputPump {
    private static final int MAX_MESSAGE_TYPE = 200;

    private final FrameReader frames;
    private final Runs runs;
    private final OpenComms comms;
    private final DebugEvents debugEvents;
    private final FrameWriter writer;
    private final Object lock = new Object();
    private @Nullable Thread saying; // guarded by lock

    OutputPump(FrameReader frames, Runs runs, OpenComms comms, DebugEvents debugEvents, FrameWriter writer) {
        this.frames = frames;
        this.runs = runs;
        this.comms = comms;
        this.debugEvents = debugEvents;
        this.writer = writer;
    }

    /** Runs to the socket's end. */
    void pump() throws IOException {
        while (frames.next()) {
            switch (frames.kind()) {
                case INPUT -> asked();
                case DONE -> {
                    var run = runs.current(frames.number());
                    if (run.isPresent()) {
                        run.get().tell(RunEvent.Kind.DONE, frames.sections());
                    }
                }
                case DEBUG_EVENT -> {
                    RawJson event = frames.sections().object(0);
                    givingWay(false, () -> debugEvents.say(event));
                }
                default -> say();
            }
        }
    }

    /** A question is for the thread of its cell; one of a thread that outlived its cell has nobody to answer it. */
    private void asked() throws ProtocolViolation {
        Sections question = frames.sections();
        var run = runs.current(frames.number());
        if (run.isEmpty() || !run.get().tell(RunEvent.Kind.ASKED, question)) {
            ObjectNode answer =
                    Json.object().put("refused", "the cell that started this has ended: nobody can be asked");
            answer.set("id", question.json(0).path("id"));
            writer.offer(FrameKind.INPUT_REPLY, frames.number(), Json.writeBytes(answer));
        }
    }

    private void say() throws ProtocolViolation {
        var speaker = runs.speaker(frames.number());
        if (speaker.isEmpty()) {
            return;
        }
        // The sink of an interrupted cell waits for nothing, and the cell may go on and print.
        givingWay(speaker.get().interrupted(), () -> say(speaker.get()));
    }

    /** What may wait for room, unless a cell is interrupted whose own sink it is not. */
    private void givingWay(boolean own, Piece piece) throws ProtocolViolation {
        synchronized (lock) {
            saying = Thread.currentThread();
            if (!own && runs.isInterrupted()) {
                saying.interrupt();
            }
        }
        try {
            piece.say();
        } catch (InterruptedException e) {
            // The sink was full and a cell is interrupted: this piece is dropped, and we read on for the child's sake.
        } finally {
            synchronized (lock) {
                saying = null;
                Thread.interrupted(); // an interrupted thread would close the socket
            }
        }
    }

    @FunctionalInterface
    private interface Piece {
        void say() throws ProtocolViolation, InterruptedException;
    }

    /** A cell is interrupted: its end may be behind what another cell's thread says, which must not wait for room now. Any thread. */
    void giveWay() {
        synchronized (lock) {
            if (saying != null) {
                saying.interrupt();
            }
        }
    }

    private void say(CellContext speaker) throws ProtocolViolation, InterruptedException {
        OutputSink sink = speaker.output();
        switch (frames.kind()) {
            case STDOUT -> sink.stream(StreamName.STDOUT, frames.body(), 0, frames.length());
            case STDERR -> sink.stream(StreamName.STDERR, frames.body(), 0, frames.length());
            case DISPLAY -> display(sink, frames.sections());
            case UPDATE -> update(sink, frames.sections());
            case CLEAR -> sink.clear(frames.sections().json(0).asBoolean());
            case BROADCAST -> broadcast(sink, frames.sections());
            case COMM_SAYS -> comm(sink, frames.sections());
            default -> throw new ProtocolViolation(frames.kind() + " has no place on the bulk socket");
        }
    }

    private static void display(OutputSink sink, Sections body) throws ProtocolViolation, InterruptedException {
        RawJson transientData = body.object(2);
        boolean none = transientData.equals(RawJson.EMPTY_OBJECT);
        sink.display(new MimeBundle(body.object(0), body.object(1)), none ? null : transientData, body.buffers(3));
    }

    private static void update(OutputSink sink, Sections body) throws ProtocolViolation, InterruptedException {
        JsonNode id = body.json(2).path("display_id");
        if (id.isTextual()) {
            sink.updateDisplay(new MimeBundle(body.object(0), body.object(1)), id.textValue());
        }
    }

    private void comm(OutputSink sink, Sections body) throws ProtocolViolation, InterruptedException {
        JsonNode head = body.json(0);
        String type = head.path("type").asText();
        if (!type.startsWith("comm_")) {
            throw new ProtocolViolation("no message of a comm: " + type);
        }
        String id = head.path("id").asText();
        if (type.equals("comm_open")) {
            comms.opened(id, head.path("target").asText());
        } else if (type.equals("comm_close")) {
            comms.closed(id);
        }
        sink.broadcast(type, body.object(1), body.object(2), body.buffers(3));
    }

    private static void broadcast(OutputSink sink, Sections body) throws ProtocolViolation, InterruptedException {
        byte[] type = body.bytes(0);
        if (type.length == 0 || type.length > MAX_MESSAGE_TYPE) {
            throw new ProtocolViolation("a message type of " + type.length + " bytes");
        }
        sink.broadcast(new String(type, StandardCharsets.UTF_8), body.object(1), body.object(2), body.buffers(3));
    }
}
