package dev.hearth.gateway.jupyter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.session.ReadFrom;
import dev.hearth.gateway.session.Session;
import dev.hearth.gateway.session.SessionReader;
import dev.hearth.gateway.session.SessionRecord;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.LinkRecord;
import dev.hearth.protocol.link.RecordClass;
import dev.hearth.protocol.wire.LegacyLayout;
import dev.hearth.protocol.wire.V1Layout;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records in both framings, as they lie in a real session. */
class FramingTest {
    @TempDir
    static Path root;

    private static FaceBench bench;
    private static Session session;
    private static String request = "";

    @BeforeAll
    static void begin() throws Exception {
        bench = new FaceBench(root).start();
        session = bench.session(bench.readyKernel());
    }

    @AfterAll
    static void end() {
        bench.close();
    }

    private static ByteArrayOutputStream joined(List<ByteBuffer> pieces) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        pieces.forEach(piece -> bytes.writeBytes(RawJson.copyOf(piece).utf8()));
        return bytes;
    }

    /** All pieces; each a whole text where it goes as text. */
    private static byte[] sent(OutgoingMessage message) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        do {
            ByteBuffer piece = message.next();
            assertThat(piece.remaining()).isLessThanOrEqualTo(OutgoingMessage.PIECE_BYTES);
            byte[] copy = RawJson.copyOf(piece).utf8();
            if (message.isText()) {
                assertThat(new String(copy, StandardCharsets.UTF_8)).doesNotContain("\ufffd");
            }
            bytes.writeBytes(copy);
        } while (!message.isDone());
        return bytes.toByteArray();
    }

    /** Emits a record and looks at it in the journal, or in memory. */
    private static void check(RecordClass recordClass, String content, List<ByteBuffer> buffers) throws Exception {
        try (SessionReader reader = session.reader(ReadFrom.live())) {
            Header header = Header.make("display_data", session.view().headerSession(), "hearth", Clock.systemUTC());
            RawMessage message = RawMessage.of(
                    Channel.IOPUB,
                    header,
                    RawJson.of("{\"msg_id\":\"p\"}"),
                    RawJson.of("{\"a\":[1]}"),
                    RawJson.of(content),
                    buffers);
            if (recordClass == RecordClass.OUTPUT) {
                bench.driver().emit(recordClass, Channel.IOPUB, "display_data", null, content, null);
            } else {
                bench.driver().send(LinkRecord.of(envelope(header), message));
            }
            SessionRecord[] found = new SessionRecord[1];
            FaceBench.await(() -> {
                try {
                    found[0] = found[0] == null ? reader.next() : found[0];
                    while (found[0] != null
                            && !found[0].envelope().messageType().equals("display_data")) {
                        found[0] = reader.next();
                    }
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                return found[0] != null;
            });
            SessionRecord record = found[0];
            byte[] v1 = sent(Framing.V1.outgoing(record));
            assertThat(v1).hasSize((int) record.size());
            RawMessage decoded = V1Layout.decode(ByteBuffer.wrap(v1));
            List<ByteBuffer> expected = LegacyLayout.isBinary(decoded)
                    ? LegacyLayout.encodeBinary(decoded)
                    : LegacyLayout.encodeText(decoded);
            OutgoingMessage legacy = Framing.LEGACY.outgoing(record);
            assertThat(legacy.isText()).isEqualTo(buffers.isEmpty());
            assertThat(sent(legacy)).isEqualTo(joined(expected).toByteArray());
        }
    }

    private static Envelope envelope(Header header) {
        return new Envelope(
                session.id(),
                1,
                0,
                RecordClass.TRANSIENT,
                Channel.IOPUB,
                header.msgType(),
                header.msgId(),
                request,
                "client",
                null,
                false,
                false,
                0);
    }

    @Test
    void smallRecord_isTheSameAsTheLayoutsOwnEncoding() throws Exception {
        check(RecordClass.OUTPUT, "{\"data\":{\"text/plain\":\"grün 火\"}}", List.of());
        check(RecordClass.OUTPUT, "{\"data\":{}}", List.of());
    }

    @Test
    void recordWithBuffers_isBinaryInBothFramings() throws Exception {
        bench.driver().mute();
        Header asked = Header.make("complete_request", "client", "tester", Clock.systemUTC());
        session.ingest(
                RawMessage.of(Channel.SHELL, asked, RawJson.EMPTY_OBJECT, RawJson.of("{\"code\":\"\"}")), "client");
        request = asked.msgId();
        check(
                RecordClass.TRANSIENT,
                "{\"data\":{}}",
                List.of(ByteBuffer.wrap(new byte[] {1, 2, 3}), ByteBuffer.allocate(0), ByteBuffer.allocate(700_000)));
    }

    @Test
    void largeText_isCutWhereACharacterEnds() throws Exception {
        for (String character : List.of("x", "ü", "火", "\ud83d\udd25")) {
            for (int shift = 0; shift < 4; shift++) {
                String content = "{\"data\":{\"t\":\"" + "y".repeat(shift) + character.repeat(200_000) + "\"}}";
                check(RecordClass.OUTPUT, content, List.of());
            }
        }
    }
}
