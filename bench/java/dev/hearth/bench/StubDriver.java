package dev.hearth.bench;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.FramePacker;
import dev.hearth.protocol.link.FrameReader;
import dev.hearth.protocol.link.Hello;
import dev.hearth.protocol.link.LaunchDescriptor;
import dev.hearth.protocol.link.LinkFrame;
import dev.hearth.protocol.link.LinkRecord;
import dev.hearth.protocol.link.RecordClass;
import dev.hearth.protocol.link.SequenceWindow;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A driver without a language. The one cell that it knows is {@code messages COUNT BYTES}: so many stream messages of so much
 * text. It keeps no log, so a link that breaks ends it. Thread-safe.
 */
final class StubDriver implements WebSocket.Listener {
    private static final long SEND_SECONDS = 120;

    private final LaunchDescriptor descriptor;
    private final long pid;
    private final HttpClient http;
    private final ExecutorService cells;
    private final ScheduledExecutorService timer;
    private final FrameReader frames = new FrameReader(1 << 20);
    private final SequenceWindow requests = new SequenceWindow(0);
    private byte[] partial = new byte[0];
    private WebSocket socket; // set before anything is sent
    private long sequence; // guarded by this
    private int executions; // guarded by this
    private boolean welcomed;
    private volatile long receivedAt = System.nanoTime();

    /** A driver whose process is {@code pid}. */
    StubDriver(
            LaunchDescriptor descriptor,
            long pid,
            HttpClient http,
            ExecutorService cells,
            ScheduledExecutorService timer) {
        this.descriptor = descriptor;
        this.pid = pid;
        this.http = http;
        this.cells = cells;
        this.timer = timer;
    }

    /** Dials the gateway. Returns at once. */
    void dial() {
        http.newWebSocketBuilder()
                .subprotocols(LinkFrame.SUBPROTOCOL)
                .buildAsync(descriptor.linkUrl(), this)
                .whenComplete((opened, failure) -> {
                    if (failure != null) {
                        end("the gateway could not be reached: " + failure);
                    }
                });
    }

    private void end(String why) {
        if (!why.isEmpty()) {
            System.err.println("the driver of session " + descriptor.session() + " ends: " + why);
        }
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
    }

    @Override
    public void onOpen(WebSocket opened) {
        socket = opened;
        Hello hello = new Hello(
                Hello.LINK_VERSION,
                Hello.LINK_VERSION,
                descriptor.session(),
                descriptor.incarnation(),
                descriptor.launchSecret(),
                UUID.randomUUID().toString() + UUID.randomUUID(),
                0,
                0,
                0,
                0,
                "stub",
                "4.0.0",
                "17",
                -1,
                pid,
                0);
        opened.sendBinary(new LinkFrame.HelloFrame(hello).encode(), true).thenRun(() -> opened.request(1));
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        receivedAt = System.nanoTime();
        byte[] whole = new byte[partial.length + data.remaining()];
        System.arraycopy(partial, 0, whole, 0, partial.length);
        data.get(whole, partial.length, data.remaining());
        partial = last ? new byte[0] : whole;
        if (last) {
            try {
                take(LinkFrame.decode(ByteBuffer.wrap(whole)));
            } catch (MalformedMessageException | RuntimeException e) {
                end("a frame that could not be taken: " + e);
            }
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        end("");
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        end("the link broke: " + error);
    }

    private void take(LinkFrame frame) throws MalformedMessageException {
        if (frame instanceof LinkFrame.RefusalFrame refused) {
            end("refused: " + refused.refusal().message());
        } else if (frame instanceof LinkFrame.WelcomeFrame && !welcomed) {
            welcomed = true;
            long heartbeat = Math.max(1, descriptor.settings().heartbeatSeconds());
            timer.scheduleWithFixedDelay(() -> ping(heartbeat), heartbeat, heartbeat, TimeUnit.SECONDS);
            cells.execute(() -> status(ExecutionState.IDLE, null));
        } else if (frame instanceof LinkFrame.RecordsFrame records) {
            frames.<RuntimeException>read(records, this::request);
        }
    }

    /** As drivers do: only when nothing came for longer than the gateway leaves between two pings. */
    private void ping(long heartbeat) {
        if (System.nanoTime() - receivedAt >= TimeUnit.SECONDS.toNanos(heartbeat) * 3 / 2) {
            socket.sendPing(ByteBuffer.allocate(0));
        }
    }

    @Override
    public CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
        receivedAt = System.nanoTime();
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
        receivedAt = System.nanoTime();
        from.request(1);
        return null;
    }

    private void request(LinkRecord record) throws MalformedMessageException {
        Envelope envelope = record.envelope();
        if (envelope.sequence() > 0 && !requests.accept(envelope.sequence())) {
            return;
        }
        String code = envelope.messageType().equals("execute_request")
                ? Json.read(record.readMessage().contentJson()).path("code").asText()
                : "";
        cells.execute(() -> answer(envelope, code));
    }

    private synchronized void answer(Envelope request, String code) {
        status(ExecutionState.BUSY, request);
        boolean execute = request.messageType().equals("execute_request");
        if (execute) {
            executions++;
            String[] words = code.split(" ");
            if (words[0].equals("messages")) {
                flood(request, Integer.parseInt(words[1]), Integer.parseInt(words[2]));
            }
        }
        if (request.messageType().endsWith("_request")) {
            String content = "{\"status\":\"ok\"" + (execute ? ",\"execution_count\":" + executions : "") + "}";
            String type = request.messageType().replace("_request", "_reply");
            send(classOf(request), request.channel(), type, request, content, null);
        }
        status(ExecutionState.IDLE, request);
        if (request.messageType().equals("shutdown_request")) {
            end("");
        }
    }

    private void flood(Envelope request, int count, int textBytes) {
        StreamFlood flood = new StreamFlood(descriptor, request, textBytes);
        FramePacker packer = new FramePacker();
        for (int i = 0; i < count; i++) {
            var parts = flood.record(++sequence, i);
            if (!packer.add(parts)) {
                send(packer.take());
                packer.add(parts);
            }
        }
        ByteBuffer rest = packer.take();
        if (rest != null) {
            send(rest);
        }
    }

    private static RecordClass classOf(Envelope request) {
        return request != null && request.recordClass() == RecordClass.TRANSIENT
                ? RecordClass.TRANSIENT
                : RecordClass.DURABLE;
    }

    private void status(ExecutionState state, Envelope request) {
        String content = "{\"execution_state\":\"" + state.wireName() + "\"}";
        send(classOf(request), Channel.IOPUB, "status", request, content, state);
    }

    private synchronized void send(
            RecordClass recordClass,
            Channel channel,
            String type,
            Envelope request,
            String content,
            ExecutionState state) {
        Header header = Header.make(type, descriptor.headerSession(), "stub", Clock.systemUTC());
        String parent = request == null ? "{}" : "{\"msg_id\":\"" + request.messageId() + "\"}";
        Envelope envelope = new Envelope(
                descriptor.session(),
                descriptor.incarnation(),
                recordClass.isLogged() ? ++sequence : 0,
                recordClass,
                channel,
                type,
                header.msgId(),
                request == null ? "" : request.messageId(),
                request == null ? "" : request.origin(),
                state,
                request != null && request.silent(),
                state == ExecutionState.IDLE && request != null,
                System.currentTimeMillis());
        send(LinkRecord.of(envelope, RawMessage.of(channel, header, RawJson.of(parent), RawJson.of(content))));
    }

    /** One record as a frame of its own size: a packer would take a quarter of a megabyte for it. */
    private void send(LinkRecord record) {
        List<ByteBuffer> parts = record.encode();
        int size = parts.stream().mapToInt(ByteBuffer::remaining).sum();
        ByteBuffer records = ByteBuffer.allocate(Integer.BYTES + size).putInt(size);
        parts.forEach(records::put);
        send(new LinkFrame.RecordsFrame(records.flip()).encode());
    }

    private void send(ByteBuffer frame) {
        try {
            socket.sendBinary(frame, true).get(SEND_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            end("a frame could not be sent: " + e);
            throw new IllegalStateException("the link is gone", e);
        }
    }
}
