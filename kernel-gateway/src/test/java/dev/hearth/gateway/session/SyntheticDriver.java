package dev.hearth.gateway.session;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.Json;
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
import dev.hearth.protocol.link.Refusal;
import dev.hearth.protocol.link.SequenceWindow;
import dev.hearth.protocol.link.Welcome;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A driver without a language: a real WebSocket client with an output log, that obeys the link's rules unless a test makes it
 * lie. Its cells are those of {@link SyntheticShell}. Thread-safe.
 */
public final class SyntheticDriver {
    private static final Logger LOG = LoggerFactory.getLogger(SyntheticDriver.class);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final LaunchDescriptor descriptor;
    private String key = UUID.randomUUID().toString() + UUID.randomUUID();
    private final SyntheticShell shell = new SyntheticShell(this);
    private final List<LinkRecord> log = new ArrayList<>(); // guarded by this; index + 1 is the sequence
    private final SequenceWindow requests = new SequenceWindow(0); // guarded by this
    private final FrameReader reader = new FrameReader(512 << 20);
    private final Map<Integer, Integer> credits = new ConcurrentHashMap<>();
    private WebSocket socket; // guarded by this; only once it was welcomed
    private long firstKept = 1; // guarded by this
    private int links; // guarded by this
    private int welcomes; // guarded by this
    private int oldestVersion = 1;
    private int newestVersion = 1;
    private URI linkUrl;
    private UnaryOperator<Hello> hello = UnaryOperator.identity();
    private volatile boolean keyKnown;
    private volatile boolean stayCut;
    private volatile boolean reconnect = true;
    private volatile boolean ended;
    private volatile boolean mute;
    private volatile String lastAsked = "";
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private volatile CompletableFuture<Void> moreCredit = new CompletableFuture<>();

    /** Requests in the order in which they came. */
    public final List<Envelope> taken = new CopyOnWriteArrayList<>();

    /** Values of input replies. */
    public final List<String> inputs = new CopyOnWriteArrayList<>();

    /** Ids that input replies were stamped with. */
    public final List<String> inputParents = new CopyOnWriteArrayList<>();

    /** Gaps that the gateway told. */
    public final List<LinkFrame.GapFrame> gaps = new CopyOnWriteArrayList<>();

    /** The last sequence that was acknowledged. */
    public volatile long acknowledged;

    /** Done at the first welcome. */
    public final CompletableFuture<Welcome> welcome = new CompletableFuture<>();

    /** Done when it was refused. */
    public final CompletableFuture<Refusal> refusal = new CompletableFuture<>();

    /** Done when the process ends, with its code. */
    public final CompletableFuture<Integer> exit = new CompletableFuture<>();

    /** What the log stream gives. */
    public volatile byte[] logBytes = new byte[0];

    /** The process of a descriptor; it does nothing before {@link #dial}. */
    public SyntheticDriver(LaunchDescriptor descriptor) {
        this.descriptor = descriptor;
        linkUrl = descriptor.linkUrl();
    }

    public LaunchDescriptor descriptor() {
        return descriptor;
    }

    public SyntheticDriver versions(int oldest, int newest) {
        oldestVersion = oldest;
        newestVersion = newest;
        return this;
    }

    public SyntheticDriver hello(UnaryOperator<Hello> change) {
        hello = change;
        return this;
    }

    public SyntheticDriver reconnect(boolean value) {
        reconnect = value;
        return this;
    }

    /** Goes on as the process of a driver of before, which the gateway knows by its key and which has these records. */
    public synchronized SyntheticDriver resume(String knownKey, long outputLast, long requestsLast) {
        key = knownKey;
        keyKnown = true;
        while (log.size() < outputLast) {
            log.add(null);
        }
        forget(outputLast);
        requests.skipTo(requestsLast);
        return this;
    }

    /** What {@link #resume} is to be told. */
    public String key() {
        return key;
    }

    public synchronized long outputLast() {
        return log.size();
    }

    public synchronized long requestsLast() {
        return requests.last();
    }

    /** How often it has connected. */
    public synchronized int links() {
        return links;
    }

    /** How often it was accepted. */
    public synchronized int welcomes() {
        return welcomes;
    }

    /** Answers requests of a type with this content instead of its own. */
    public SyntheticDriver answers(String type, String content) {
        answers.put(type, content);
        return this;
    }

    /** What it is to answer, if it was told. */
    String answer(String type, String otherwise) {
        return answers.getOrDefault(type, otherwise);
    }

    /** Metadata and content of the last request on shell, or of the last addition. */
    public String lastAsked() {
        return lastAsked;
    }

    /** Takes requests and answers none. */
    public void mute() {
        mute = true;
    }

    /** Dials, says hello, and sends what the gateway does not have. */
    public void dial() {
        if (ended) {
            return;
        }
        HTTP.newWebSocketBuilder()
                .subprotocols(LinkFrame.SUBPROTOCOL)
                .buildAsync(linkUrl, new Ears())
                .whenComplete((opened, failure) -> {
                    if (failure != null) {
                        again();
                    }
                });
    }

    /** The same, elsewhere than the descriptor says. */
    public void dialAt(URI url) {
        linkUrl = url;
        dial();
    }

    private void again() {
        if (!ended && reconnect && !stayCut) {
            CompletableFuture.delayedExecutor(30, TimeUnit.MILLISECONDS).execute(this::dial);
        }
    }

    private final class Ears implements WebSocket.Listener {
        private final ByteBuffer frame = ByteBuffer.allocate(LinkFrame.MAX_FRAME_BYTES);

        @Override
        public void onOpen(WebSocket opened) {
            Hello said;
            synchronized (SyntheticDriver.this) {
                links++;
                said = new Hello(
                        oldestVersion,
                        newestVersion,
                        descriptor.session(),
                        descriptor.incarnation(),
                        keyKnown ? null : descriptor.launchSecret(),
                        key,
                        log.isEmpty() ? 0 : firstKept,
                        log.size(),
                        requests.last(),
                        0,
                        "synthetic",
                        "4.0.0",
                        "17",
                        -1,
                        ProcessHandle.current().pid(),
                        0);
            }
            try {
                opened.sendBinary(new LinkFrame.HelloFrame(hello.apply(said)).encode(), true)
                        .get(2, TimeUnit.SECONDS);
                opened.request(1);
            } catch (Exception e) {
                opened.abort();
                gone(opened);
            }
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            frame.put(data);
            if (last) {
                frame.flip();
                try {
                    take(from, LinkFrame.decode(frame));
                } catch (Exception e) {
                    LOG.error("a frame that a driver cannot take", e);
                }
                frame.clear();
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            gone(from);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            gone(from);
        }

        private void gone(WebSocket from) {
            synchronized (SyntheticDriver.this) {
                if (socket == from) {
                    socket = null;
                }
            }
            again();
        }
    }

    private void take(WebSocket from, LinkFrame frame) throws Exception {
        if (frame instanceof LinkFrame.WelcomeFrame welcomed) {
            welcomed(from, welcomed.welcome());
        } else if (frame instanceof LinkFrame.RefusalFrame refused) {
            if (refused.refusal().isFinal()) {
                ended = true;
                refusal.complete(refused.refusal());
                end(3);
            }
        } else if (frame instanceof LinkFrame.AckFrame ack) {
            acknowledged = ack.sequence();
        } else if (frame instanceof LinkFrame.GapFrame gap) {
            gaps.add(gap);
            synchronized (this) {
                requests.skipTo(gap.last());
            }
        } else if (frame instanceof LinkFrame.RecordsFrame records) {
            reader.<Exception>read(records, this::request);
        } else if (frame instanceof LinkFrame.PieceFrame piece) {
            reader.<Exception>read(piece, this::request);
        } else if (frame instanceof LinkFrame.OpenFrame open && !mute) {
            int offset = Integer.parseInt(open.name().substring(open.name().indexOf('=') + 1));
            credits.put(open.stream(), open.credit());
            shell.execute(() -> stream(open.stream(), offset));
        } else if (frame instanceof LinkFrame.CreditFrame credit) {
            credits.merge(credit.stream(), credit.bytes(), Integer::sum);
            moreCredit.complete(null);
        } else if (frame instanceof LinkFrame.CloseFrame close) {
            credits.remove(close.stream());
        }
    }

    private void stream(int id, int offset) {
        int at = offset;
        while (at < logBytes.length) {
            int credit = credits.getOrDefault(id, 0);
            if (credit == 0) {
                CompletableFuture<Void> more = new CompletableFuture<>();
                moreCredit = more;
                if (!credits.containsKey(id) || ended) {
                    return;
                }
                if (credits.getOrDefault(id, 0) == 0) {
                    more.completeOnTimeout(null, 1, TimeUnit.SECONDS).join();
                }
                continue;
            }
            int size = Math.min(Math.min(credit, 20_000), logBytes.length - at);
            credits.merge(id, -size, Integer::sum);
            send(new LinkFrame.DataFrame(id, ByteBuffer.wrap(logBytes, at, size)).encode());
            at += size;
        }
        send(new LinkFrame.CloseFrame(id, "").encode());
    }

    /** The JDK's client tells nobody of an end that comes right behind a frame: the second ping into it fails. */
    private void probe(WebSocket on) {
        CompletableFuture.delayedExecutor(250, TimeUnit.MILLISECONDS).execute(() -> {
            synchronized (this) {
                if (socket != on || ended) {
                    return;
                }
            }
            on.sendPing(ByteBuffer.allocate(0)).whenComplete((sent, failure) -> {
                if (failure != null) {
                    lost(on);
                } else {
                    probe(on);
                }
            });
        });
    }

    private void lost(WebSocket on) {
        boolean mine;
        synchronized (this) {
            mine = socket == on;
            if (mine) {
                socket = null;
            }
        }
        if (mine) {
            on.abort();
            again();
        }
    }

    private void welcomed(WebSocket from, Welcome said) {
        synchronized (this) {
            keyKnown = true;
            socket = from;
            welcomes++;
            probe(from);
            if (said.outputLast() + 1 < firstKept) {
                send(new LinkFrame.GapFrame(said.outputLast() + 1, firstKept - 1).encode());
            }
            for (long sequence = Math.max(said.outputLast() + 1, firstKept); sequence <= log.size(); sequence++) {
                send(log.get((int) sequence - 1));
            }
        }
        if (welcome.complete(said) && log.isEmpty()) {
            status(ExecutionState.IDLE, null);
        }
    }

    private synchronized void request(LinkRecord record) throws Exception {
        Envelope envelope = record.envelope();
        if (envelope.sequence() > 0 && !requests.accept(envelope.sequence())) {
            return;
        }
        taken.add(envelope);
        // The record's bytes are the frame's: they are used again behind this call.
        byte[] copy = new byte[record.message().remaining()];
        record.message().get(copy);
        RawMessage message = new LinkRecord(envelope, ByteBuffer.wrap(copy)).readMessage();
        if (envelope.channel() == Channel.SHELL || envelope.messageType().equals("hearth_add_request")) {
            lastAsked = RawJson.copyOf(message.metadata()) + " " + message.contentJson();
        }
        if (mute) {
            return;
        }
        if (envelope.channel() == Channel.CONTROL) {
            control(envelope);
        } else if (envelope.messageType().equals("input_reply")) {
            inputs.add(Json.read(message.contentJson()).path("value").asText());
            inputParents.add(envelope.parentId());
            shell.wake();
        } else {
            shell.execute(() -> shell.run(envelope, message));
        }
    }

    private void control(Envelope envelope) {
        status(ExecutionState.BUSY, envelope);
        if (envelope.messageType().equals("interrupt_request")) {
            shell.wake();
        }
        String reply = envelope.messageType().replace("_request", "_reply");
        emit(
                RecordClass.DURABLE,
                envelope.channel(),
                reply,
                envelope,
                answer(envelope.messageType(), "{\"status\":\"ok\"}"),
                null);
        status(ExecutionState.IDLE, envelope);
        if (envelope.messageType().equals("shutdown_request")) {
            ended = true;
            shell.execute(() -> end(0));
        }
    }

    /** Says busy or idle of a request, or without one. */
    public void status(ExecutionState state, Envelope request) {
        emit(
                classOf(request, RecordClass.DURABLE),
                Channel.IOPUB,
                "status",
                request,
                "{\"execution_state\":\"" + state.wireName() + "\"}",
                state);
    }

    /** Says an event. */
    public void event(String type, String content) {
        emit(RecordClass.EVENT, Channel.IOPUB, type, null, content, null);
    }

    static RecordClass classOf(Envelope request, RecordClass otherwise) {
        return request != null && request.recordClass() == RecordClass.TRANSIENT ? RecordClass.TRANSIENT : otherwise;
    }

    /** Numbers a record, logs it if it is to be logged, and sends it if there is a link. */
    public synchronized void emit(
            RecordClass recordClass,
            Channel channel,
            String type,
            Envelope request,
            String content,
            ExecutionState state) {
        emit(recordClass, channel, type, request, content, "{}", state);
    }

    /** The same with metadata. */
    public synchronized void emit(
            RecordClass recordClass,
            Channel channel,
            String type,
            Envelope request,
            String content,
            String metadata,
            ExecutionState state) {
        if (ended && !type.equals("shutdown_reply") && !"status".equals(type)) {
            return;
        }
        Header header = Header.make(type, descriptor.headerSession(), "hearth", Clock.systemUTC());
        String parent = request == null ? "{}" : "{\"msg_id\":\"" + request.messageId() + "\"}";
        Envelope envelope = new Envelope(
                descriptor.session(),
                descriptor.incarnation(),
                recordClass.isLogged() ? log.size() + 1L : 0,
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
        LinkRecord record = LinkRecord.of(
                envelope,
                RawMessage.of(
                        channel, header, RawJson.of(parent), RawJson.of(metadata), RawJson.of(content), List.of()));
        if (recordClass.isLogged()) {
            log.add(record);
        }
        send(record);
    }

    /** Sends any record, however wrong, without logging it. */
    public synchronized void send(LinkRecord record) {
        List<ByteBuffer> parts = record.encode();
        int size = parts.stream().mapToInt(ByteBuffer::remaining).sum();
        if (FramePacker.isLarge(size)) {
            ByteBuffer whole = ByteBuffer.allocate(size);
            parts.forEach(whole::put);
            whole.flip();
            for (int at = 0; at < size; at += LinkFrame.MAX_BODY_BYTES) {
                ByteBuffer piece = whole.slice(at, Math.min(LinkFrame.MAX_BODY_BYTES, size - at));
                send(new LinkFrame.PieceFrame(record.envelope().sequence(), size, at, piece).encode());
            }
        } else {
            FramePacker packer = new FramePacker();
            packer.add(parts);
            send(packer.take());
        }
    }

    /** Sends any frame, however wrong, if there is a link. */
    public synchronized void send(ByteBuffer frame) {
        WebSocket to = socket;
        if (to != null) {
            try {
                to.sendBinary(frame, true).get(2, TimeUnit.SECONDS);
            } catch (Exception e) {
                lost(to);
            }
        }
    }

    /** Forgets its output up to a sequence, as if its log had been full. */
    public synchronized void forget(long upTo) {
        firstKept = upTo + 1;
    }

    /** Claims requests up to a sequence, whoever sent them. */
    public synchronized void pretendTaken(long sequence) {
        requests.skipTo(sequence);
    }

    /** Cuts the link; it dials again unless {@code stay}. */
    public void cut(boolean stay) {
        WebSocket open;
        synchronized (this) {
            stayCut = stay;
            open = socket;
            socket = null;
        }
        if (open != null) {
            open.abort();
        }
        again();
    }

    /** Ends the process: link and all. */
    public void end(int code) {
        ended = true;
        WebSocket open;
        synchronized (this) {
            open = socket;
        }
        if (open != null && code == 0) {
            open.sendClose(WebSocket.NORMAL_CLOSURE, "").orTimeout(2, TimeUnit.SECONDS);
        } else if (open != null) {
            open.abort();
        }
        shell.stop();
        exit.complete(code);
    }

    public boolean isEnded() {
        return ended;
    }

    /** Text of the log as bytes. */
    public void logText(String text) {
        logBytes = text.getBytes(StandardCharsets.UTF_8);
    }
}
