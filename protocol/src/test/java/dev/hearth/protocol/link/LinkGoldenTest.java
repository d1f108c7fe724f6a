package dev.hearth.protocol.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Version 1 of the link, byte for byte: a driver outlives its gateway's upgrade, so what one version wrote the next one reads,
 * and the other way round. The files are {@code golden/link-1/NAME.bin}. They are not made again when a test fails: a change
 * of the layout is a new version of the link, and a folder of its own. For a new kind of frame, add it to {@link #frames} and
 * run this class with {@code -Dhearth.golden.write=true}, which writes files that are missing and no others.
 */
class LinkGoldenTest {
    private static final String FOLDER = "golden/link-1/";
    private static final UUID SESSION = UUID.fromString("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0");

    static Map<String, LinkFrame> frames() {
        Map<String, LinkFrame> frames = new LinkedHashMap<>();
        frames.put("hello-first", new LinkFrame.HelloFrame(hello("sesame-sesame-sesame", 0, 0, 0, 0, 0)));
        frames.put("hello-again", new LinkFrame.HelloFrame(hello(null, 3, 4_000_000_000L, 12, 7, 0)));
        frames.put("welcome", new LinkFrame.WelcomeFrame(new Welcome(1, "gateway-1", 7, 4_000_000_000L, 1, 12, 0)));
        frames.put(
                "welcome-bound",
                new LinkFrame.WelcomeFrame(new Welcome(1, "gateway-1", 7, 4_000_000_000L, 1, 12, 67_108_864)));
        frames.put("hello-bound", new LinkFrame.HelloFrame(hello(null, 3, 4_000_000_000L, 12, 7, 67_108_864)));
        frames.put(
                "refusal",
                new LinkFrame.RefusalFrame(
                        new Refusal(Refusal.Reason.SUPERSEDED, "incarnation 3 is older than 4 – Grüße")));
        frames.put("records", records(status(), execute(), input(), event(), question()));
        frames.put(
                "piece-first", new LinkFrame.PieceFrame(4_000_000_001L, 10, 0, ByteBuffer.wrap(new byte[] {1, 2, -1})));
        frames.put("piece-last", new LinkFrame.PieceFrame(4_000_000_001L, 10, 9, ByteBuffer.wrap(new byte[] {-128})));
        frames.put("ack", new LinkFrame.AckFrame(0x0102030405060708L));
        frames.put("gap", new LinkFrame.GapFrame(5, 0x0102030405060708L));
        frames.put("open", new LinkFrame.OpenFrame(0x01020304, 65536, "log?offset=17"));
        frames.put("data", new LinkFrame.DataFrame(0x01020304, ByteBuffer.wrap(new byte[] {'l', 'o', 'g', -61, -84})));
        frames.put("credit", new LinkFrame.CreditFrame(0x01020304, 65536));
        frames.put("close", new LinkFrame.CloseFrame(0x01020304, ""));
        frames.put("close-with-reason", new LinkFrame.CloseFrame(0x01020304, "no such file: ü"));
        return frames;
    }

    static Stream<String> names() {
        return frames().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void frame_isReadAndWrittenByteForByte(String name) throws Exception {
        LinkFrame frame = Objects.requireNonNull(frames().get(name));
        byte[] golden = golden(name + ".bin", frame.encode());

        assertThat(frame.encode()).as("written").isEqualTo(ByteBuffer.wrap(golden));
        assertThat(LinkFrame.decode(ByteBuffer.wrap(golden))).as("read").isEqualTo(frame);
    }

    @Test
    void everyKind_isAmongThem() {
        assertThat(frames().values().stream().map(LinkFrame::kind).distinct()).containsOnly(LinkFrame.Kind.values());
    }

    /** What the frames' equality does not see: what is in the records. */
    @Test
    void records_areTakenOutOfTheBytes() throws Exception {
        LinkFrame frame = LinkFrame.decode(ByteBuffer.wrap(golden("records.bin", null)));

        List<LinkRecord> found = new ArrayList<>();
        new FrameReader(1 << 20).read((LinkFrame.RecordsFrame) frame, found::add);

        assertThat(found).containsExactly(status(), execute(), input(), event(), question());
        RawMessage execute = found.get(1).readMessage();
        assertThat(execute.channel()).isEqualTo(Channel.SHELL);
        assertThat(execute.readHeader().msgId()).isEqualTo("e1");
        assertThat(execute.contentJson()).isEqualTo(RawJson.of("{\"code\":\"println(\\\"Grüße\\\")\"}"));
        assertThat(execute.buffers()).containsExactly(ByteBuffer.wrap(new byte[] {0, 1, -1}));
    }

    @Test
    void launchDescriptor_isReadAndWrittenByteForByte() throws Exception {
        LaunchDescriptor descriptor = new LaunchDescriptor(
                SESSION,
                12,
                3,
                "header-session",
                URI.create("wss://gateway.example:8998/link"),
                "ab".repeat(32),
                "sesame-sesame-sesame",
                Language.SCALA,
                "hearth-12",
                Map.of("spark.master", "local[2]"),
                "/opt/python/bin/python",
                Map.of("KERNEL_USERNAME", "jo"),
                "/data/sessions/12/driver-3",
                "/data/sessions/12/driver-3/driver.log",
                new LaunchDescriptor.Settings(256L << 20, 512 << 20, 1024, 1800, 10, true, List.of("val x = 1")));
        byte[] golden = golden("launch-descriptor.json", ByteBuffer.wrap(descriptor.encode()));

        assertThat(new String(descriptor.encode(), StandardCharsets.UTF_8))
                .isEqualTo(new String(golden, StandardCharsets.UTF_8));
        assertThat(LaunchDescriptor.decode(golden)).isEqualTo(descriptor);
    }

    private static Hello hello(@Nullable String secret, long first, long last, long requests, long epoch, long bound) {
        return new Hello(
                1,
                1,
                SESSION,
                3,
                secret,
                "key-key-key-key-key-key-key-key-key-key",
                first,
                last,
                requests,
                epoch,
                "0.1.0",
                "4.2.1",
                "17.0.15",
                0.875,
                4711,
                bound);
    }

    private static LinkRecord status() {
        return record(
                new Envelope(
                        SESSION,
                        3,
                        1,
                        RecordClass.DURABLE,
                        Channel.IOPUB,
                        "status",
                        "s1",
                        "e1",
                        "origin-ü",
                        ExecutionState.IDLE,
                        true,
                        true,
                        1_700_000_000_123L),
                "{\"execution_state\":\"idle\"}");
    }

    private static LinkRecord execute() {
        return record(
                new Envelope(
                        SESSION,
                        3,
                        2,
                        RecordClass.DURABLE,
                        Channel.SHELL,
                        "execute_request",
                        "e1",
                        "",
                        "origin-ü",
                        null,
                        false,
                        false,
                        1_700_000_000_124L),
                "{\"code\":\"println(\\\"Grüße\\\")\"}",
                new byte[] {0, 1, -1});
    }

    private static LinkRecord input() {
        return record(
                new Envelope(
                        SESSION,
                        3,
                        0,
                        RecordClass.SECRET,
                        Channel.STDIN,
                        "input_reply",
                        "i1",
                        "q1",
                        "o",
                        null,
                        false,
                        false,
                        0),
                "{\"value\":\"open\"}");
    }

    private static LinkRecord event() {
        return record(
                new Envelope(
                        SESSION,
                        3,
                        0,
                        RecordClass.EVENT,
                        Channel.IOPUB,
                        "hearth_progress",
                        "p1",
                        "e1",
                        "",
                        null,
                        false,
                        false,
                        1),
                "{}");
    }

    private static LinkRecord question() {
        return record(
                new Envelope(
                        SESSION,
                        3,
                        0,
                        RecordClass.TRANSIENT,
                        Channel.SHELL,
                        "complete_request",
                        "c1",
                        "",
                        "o",
                        null,
                        false,
                        false,
                        2),
                "{\"code\":\"pri\",\"cursor_pos\":3}");
    }

    private static LinkRecord record(Envelope envelope, String content, byte[]... buffers) {
        String header = "{\"msg_id\":\"" + envelope.messageId() + "\",\"session\":\"header-session\",\"msg_type\":\""
                + envelope.messageType() + "\",\"version\":\"5.3\"}";
        RawMessage message = new RawMessage(
                envelope.channel(),
                json(header),
                json("{}"),
                json("{}"),
                json(content),
                Arrays.stream(buffers).map(ByteBuffer::wrap).toList());
        return LinkRecord.of(envelope, message);
    }

    private static ByteBuffer json(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static LinkFrame.RecordsFrame records(LinkRecord... records) {
        FramePacker packer = new FramePacker();
        for (LinkRecord each : records) {
            packer.add(each.encode());
        }
        ByteBuffer frame = Objects.requireNonNull(packer.take());
        return new LinkFrame.RecordsFrame(frame.position(1).slice());
    }

    private static byte[] golden(String name, @Nullable ByteBuffer now) throws Exception {
        if (Boolean.getBoolean("hearth.golden.write") && now != null) {
            Path file = Path.of("src/test/resources", FOLDER, name);
            if (!Files.exists(file)) {
                Files.createDirectories(file.getParent());
                byte[] bytes = new byte[now.remaining()];
                now.duplicate().get(bytes);
                Files.write(file, bytes);
                return bytes;
            }
        }
        try (var in = LinkGoldenTest.class.getResourceAsStream("/" + FOLDER + name)) {
            return Objects.requireNonNull(in, "no golden file " + name).readAllBytes();
        }
    }
}
