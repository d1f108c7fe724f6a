package dev.hearth.driver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.MessageType;
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
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's end of a link, small and honest: a requests log in memory, what came in as a journal, acknowledgements. It can be told
 * to withhold them, to drop the link, to send again what it has sent, and to refuse. Thread-safe.
 */
final class TestPeer implements AutoCloseable {
    static final String HEADER_SESSION = "kernel-session-1";

    final UUID session = UUID.randomUUID();
    final List<Hello> hellos = new ArrayList<>(); // guarded by this
    private final ServerSocket server;
    private final String scheme;
    private final Thread thread = new Thread(this::accept, "test-peer");
    private final List<LinkRecord> requests = new ArrayList<>(); // guarded by this
    private final List<LinkRecord> received = new ArrayList<>(); // guarded by this
    private SequenceWindow window = new SequenceWindow(0); // guarded by this
    private final List<String> gaps = new ArrayList<>(); // guarded by this
    private final Map<Integer, StringBuilder> streams = new ConcurrentHashMap<>();
    private final List<String> closedStreams = new ArrayList<>(); // guarded by this
    private @Nullable WebSocketEnd current; // guarded by this
    private boolean down; // guarded by this
    private @Nullable String subshell; // guarded by this
    private RawJson metadata = RawJson.EMPTY_OBJECT; // guarded by this
    private volatile boolean acknowledges = true;
    private volatile long pauseBeforeRead;
    private volatile @Nullable Refusal refusal;
    private volatile String gateway = "gateway-1";
    private volatile long epoch = 1;
    private volatile long bound;
    private long acknowledgedRequests; // guarded by this
    private int records; // guarded by this

    TestPeer() throws IOException {
        this(new ServerSocket(0, 16, InetAddress.getLoopbackAddress()), "ws");
    }

    TestPeer(ServerSocket server, String scheme) {
        this.scheme = scheme;
        this.server = server;
        thread.setDaemon(true);
        thread.start();
    }

    LaunchDescriptor descriptor(Path directory, Language own, LaunchDescriptor.Settings settings) {
        return descriptor(directory, own, settings, Map.of(), null);
    }

    LaunchDescriptor descriptor(
            Path directory,
            Language own,
            LaunchDescriptor.Settings settings,
            Map<String, String> sparkConf,
            @Nullable String python) {
        return descriptor(directory, own, settings, sparkConf, python, Map.of());
    }

    LaunchDescriptor descriptor(
            Path directory,
            Language own,
            LaunchDescriptor.Settings settings,
            Map<String, String> sparkConf,
            @Nullable String python,
            Map<String, String> environment) {
        return new LaunchDescriptor(
                session,
                1,
                1,
                HEADER_SESSION,
                URI.create(scheme + "://127.0.0.1:" + server.getLocalPort() + "/link"),
                null,
                "launch-secret-of-this-test-0123456789",
                own,
                "a test",
                sparkConf,
                python,
                environment,
                directory.toString(),
                directory.resolve("driver.log").toString(),
                settings);
    }

    static LaunchDescriptor.Settings settings(long outputLogBytes, long orphanSeconds) {
        return new LaunchDescriptor.Settings(outputLogBytes, 64 << 20, 64, orphanSeconds, 1, true, List.of());
    }

    // --- what it can be told ---

    void withholdAcknowledgements(boolean withheld) {
        acknowledges = !withheld;
    }

    void readSlowly(long millisBeforeEachFrame) {
        pauseBeforeRead = millisBeforeEachFrame;
    }

    /** Says nothing any more on the link there is. */
    synchronized void silence() {
        WebSocketEnd now = current;
        if (now != null) {
            now.silence();
        }
    }

    void refuse(Refusal newRefusal) {
        refusal = newRefusal;
    }

    /** From the next link on the largest record that is taken. */
    void bound(long bytes) {
        bound = bytes;
    }

    void restartAs(String newGateway, long newEpoch) {
        gateway = newGateway;
        epoch = newEpoch;
    }

    /** Breaks the link; with {@code stayDown} new ones are broken too. */
    synchronized void drop(boolean stayDown) throws IOException {
        down = stayDown;
        if (current != null) {
            current.close();
            current = null;
        }
    }

    /** Loses all that came in: a gateway on another disk. */
    synchronized void forget() {
        received.clear();
        window = new SequenceWindow(0);
    }

    synchronized List<String> gaps() {
        return List.copyOf(gaps);
    }

    synchronized void up() {
        down = false;
    }

    // --- requests ---

    String execute(String origin, String code) throws IOException {
        return execute(origin, Json.object().put("code", code));
    }

    String execute(String origin, ObjectNode content) throws IOException {
        return request(Channel.SHELL, MessageType.EXECUTE_REQUEST, origin, content);
    }

    /** What is asked from now on is for this subshell; null for the main shell. */
    synchronized void in(@Nullable String subshellId) {
        subshell = subshellId;
    }

    /** The metadata of what is asked from now on. */
    synchronized void wish(String json) {
        metadata = RawJson.of(json);
    }

    String interrupt() throws IOException {
        return request(Channel.CONTROL, MessageType.INTERRUPT_REQUEST, "", Json.object());
    }

    String request(Channel channel, MessageType type, String origin, JsonNode content) throws IOException {
        return request(channel, type.wireName(), origin, content, "");
    }

    /** Appends a request to the log, or sends it past the log, and returns its id. */
    synchronized String request(Channel channel, String type, String origin, JsonNode content, String parentId)
            throws IOException {
        boolean isTransient = MessageType.of(type).map(MessageType::isTransient).orElse(false);
        boolean secret = type.equals("input_reply");
        RecordClass recordClass =
                secret ? RecordClass.SECRET : isTransient ? RecordClass.TRANSIENT : RecordClass.DURABLE;
        Header plain = Header.make(type, "client-" + origin, "someone", Clock.systemUTC());
        Header header = new Header(
                plain.msgId(),
                plain.session(),
                plain.username(),
                plain.date(),
                plain.msgType(),
                plain.version(),
                subshell);
        Envelope envelope = new Envelope(
                session,
                1,
                recordClass.isLogged() ? requests.size() + 1 : 0,
                recordClass,
                channel,
                type,
                header.msgId(),
                parentId,
                origin,
                null,
                content.path("silent").asBoolean(false),
                false,
                0);
        RawMessage message =
                RawMessage.of(channel, header, RawJson.EMPTY_OBJECT, metadata, Json.write(content), List.of());
        LinkRecord record = LinkRecord.of(envelope, message);
        if (recordClass.isLogged()) {
            requests.add(record);
        }
        if (current != null) {
            try {
                send(current, record);
            } catch (IOException e) {
                current = null; // it goes out with the next welcome, if it was logged
            }
        }
        return header.msgId();
    }

    /** Sends the whole requests log again, as if nothing of it had been acknowledged. */
    synchronized void repeatRequests() throws IOException {
        for (LinkRecord record : requests) {
            if (current != null) {
                send(current, record);
            }
        }
    }

    synchronized void sendRaw(LinkFrame frame) throws IOException {
        if (current != null) {
            current.send(frame.encode());
        }
    }

    synchronized void sendGarbage(byte[] bytes) throws IOException {
        if (current != null) {
            current.send(ByteBuffer.wrap(bytes));
        }
    }

    private static void send(WebSocketEnd end, LinkRecord record) throws IOException {
        FramePacker packer = new FramePacker();
        packer.add(record.encode());
        ByteBuffer frame = packer.take();
        if (frame != null) {
            end.send(frame);
        }
    }

    // --- the link ---

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread reader = new Thread(() -> serve(socket), "test-peer-link");
                reader.setDaemon(true);
                reader.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            synchronized (this) {
                if (down) {
                    return;
                }
            }
            WebSocketEnd end = new WebSocketEnd(socket, LinkFrame.SUBPROTOCOL);
            Hello hello = ((LinkFrame.HelloFrame) LinkFrame.decode(end.read())).hello();
            Refusal refused = refusal;
            synchronized (this) {
                hellos.add(hello);
                notifyAll();
                if (refused != null) {
                    end.send(new LinkFrame.RefusalFrame(refused).encode());
                    return;
                }
                end.send(new LinkFrame.WelcomeFrame(
                                new Welcome(1, gateway, epoch, window.last(), 1, requests.size(), bound))
                        .encode());
                current = end;
                for (LinkRecord record : requests) {
                    if (record.envelope().sequence() > hello.requestsLast()) {
                        send(end, record);
                    }
                }
            }
            FrameReader reader = new FrameReader(256 << 20);
            while (true) {
                if (pauseBeforeRead > 0) {
                    Thread.sleep(pauseBeforeRead);
                }
                take(end, reader, LinkFrame.decode(end.read()));
            }
        } catch (IOException | MalformedMessageException | InterruptedException e) {
            synchronized (this) {
                current = null;
                notifyAll();
            }
        }
    }

    private synchronized void take(WebSocketEnd end, FrameReader reader, LinkFrame frame)
            throws IOException, MalformedMessageException {
        if (frame instanceof LinkFrame.RecordsFrame whole) {
            reader.<RuntimeException>read(whole, this::keep);
        } else if (frame instanceof LinkFrame.PieceFrame piece) {
            reader.<RuntimeException>read(piece, this::keep);
        } else if (frame instanceof LinkFrame.AckFrame ack) {
            acknowledgedRequests = ack.sequence();
        } else if (frame instanceof LinkFrame.GapFrame gap) {
            window.skipTo(gap.last());
            gaps.add(gap.first() + "-" + gap.last());
        } else if (frame instanceof LinkFrame.DataFrame data) {
            streams.computeIfAbsent(data.stream(), number -> new StringBuilder())
                    .append(java.nio.charset.StandardCharsets.UTF_8.decode(data.bytes()));
        } else if (frame instanceof LinkFrame.CloseFrame close) {
            closedStreams.add(close.reason());
        }
        if (acknowledges && window.last() > 0) {
            end.send(new LinkFrame.AckFrame(window.last()).encode());
        }
        notifyAll();
    }

    private void keep(LinkRecord record) {
        Envelope envelope = record.envelope();
        records++;
        if (envelope.recordClass().isLogged() && !window.accept(envelope.sequence())) {
            return;
        }
        byte[] own = new byte[record.message().remaining()];
        record.message().get(own);
        received.add(new LinkRecord(envelope, ByteBuffer.wrap(own)));
    }

    // --- what came ---

    synchronized List<LinkRecord> received() {
        return List.copyOf(received);
    }

    /** Records that came over any link, repeated ones among them. */
    synchronized int recordsOnTheWire() {
        return records;
    }

    synchronized long acknowledgedRequests() {
        return acknowledgedRequests;
    }

    synchronized @Nullable WebSocketEnd link() {
        return current;
    }

    String stream(int number) {
        StringBuilder text = streams.get(number);
        synchronized (this) {
            return text == null ? "" : text.toString();
        }
    }

    synchronized List<String> closedStreams() {
        return List.copyOf(closedStreams);
    }

    /** Waits until what came is as wanted. */
    synchronized void await(String what, Duration timeout, Predicate<TestPeer> wanted) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!wanted.test(this)) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("waited " + timeout + " for " + what + "; came: " + shown());
            }
            try {
                wait(Math.min(left, 100));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private String shown() {
        StringBuilder text = new StringBuilder();
        int from = Math.max(0, received.size() - 40);
        for (LinkRecord record : received.subList(from, received.size())) {
            text.append("\n  ")
                    .append(record.envelope().sequence())
                    .append(' ')
                    .append(record.envelope().messageType())
                    .append(' ')
                    .append(record.envelope().executionState())
                    .append(" parent ")
                    .append(record.envelope().parentId());
            if (record.message().remaining() < 2000) {
                text.append(' ').append(content(record));
            }
        }
        return text.toString();
    }

    void awaitLinked() {
        await("a link", Duration.ofSeconds(10), peer -> peer.link() != null);
    }

    void awaitIdle(String messageId) {
        awaitIdle(messageId, Duration.ofSeconds(20));
    }

    void awaitIdle(String messageId, Duration timeout) {
        await("the idle of " + messageId, timeout, peer -> peer.of(messageId).isIdle());
    }

    /** What was said for one request, in the order of arrival. */
    synchronized Transcript of(String messageId) {
        return new Transcript(received.stream()
                .filter(record -> record.envelope().parentId().equals(messageId))
                .toList());
    }

    /** Events of a type, contents in the order of arrival. */
    synchronized List<JsonNode> events(String type) {
        return received.stream()
                .filter(record -> record.envelope().recordClass() == RecordClass.EVENT)
                .filter(record -> record.envelope().messageType().equals(type))
                .map(TestPeer::content)
                .toList();
    }

    /** The first event of a type; waits for it, since it may still be on its way when its writer has ended. */
    JsonNode awaitEvent(String type) {
        await("an event " + type, Duration.ofSeconds(10), peer -> !peer.events(type)
                .isEmpty());
        return events(type).get(0);
    }

    static JsonNode content(LinkRecord record) {
        try {
            return Json.read(record.readMessage().contentJson());
        } catch (MalformedMessageException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        drop(true);
    }
}
