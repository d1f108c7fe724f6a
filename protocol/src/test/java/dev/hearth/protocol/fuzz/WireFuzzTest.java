package dev.hearth.protocol.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.protocol.Json;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.content.Contents;
import dev.hearth.protocol.content.Requests;
import dev.hearth.protocol.wire.LegacyLayout;
import dev.hearth.protocol.wire.V1Layout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class WireFuzzTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");

    @Test
    void v1Frames_areAMessageWithTheSameBytesOrOneClearError() throws Exception {
        new Fuzz("v1", 128 << 10, 64).with(GOLDEN).run(WireFuzzTest::v1);
    }

    @Test
    void legacyTexts_areAMessageThatIsTheSameAgainOrOneClearError() throws Exception {
        new Fuzz("legacy-text", 128 << 10, 64).with(GOLDEN).run(input -> legacy(() -> LegacyLayout.decodeText(input)));
    }

    @Test
    void legacyBinaries_areAMessageThatIsTheSameAgainOrOneClearError() throws Exception {
        new Fuzz("legacy-binary", 128 << 10, 64)
                .with(GOLDEN)
                .run(input -> legacy(() -> LegacyLayout.decodeBinary(input)));
    }

    @Test
    void contents_areARequestOrOneClearError() throws Exception {
        new Fuzz("content", 256 << 10, 512).run(WireFuzzTest::content);
    }

    private static String v1(byte[] input) {
        try {
            RawMessage message = V1Layout.decode(ByteBuffer.wrap(input));
            assertThat(V1Layout.encodeWhole(message)).isEqualTo(input);
            return "buffers " + message.buffers().size() + ", header " + header(message);
        } catch (MalformedMessageException e) {
            return clear(e);
        }
    }

    private static String legacy(Decoding decoding) {
        try {
            RawMessage message = decoding.decode();
            for (ByteBuffer part :
                    List.of(message.header(), message.parentHeader(), message.metadata(), message.content())) {
                assertThat(Json.read(RawJson.copyOf(part)).isObject()).isTrue();
            }
            byte[] again = whole(
                    LegacyLayout.isBinary(message)
                            ? LegacyLayout.encodeBinary(message)
                            : LegacyLayout.encodeText(message));
            assertThat(LegacyLayout.decodeBinary(again)).isEqualTo(message);
            return message.channel() + " " + LegacyLayout.isBinary(message) + " " + header(message);
        } catch (MalformedMessageException e) {
            return clear(e);
        }
    }

    private static String content(byte[] input) {
        StringBuilder outcome = new StringBuilder();
        for (Class<?> type : Requests.class.getDeclaredClasses()) {
            try {
                Object content = Contents.read(RawJson.of(input), type);
                RawJson written = Contents.write(content);
                if (content instanceof Requests.InputReply reply) {
                    assertThat(reply.toString()).isEqualTo("InputReply[]");
                }
                Object again = Contents.read(written, type);
                assertThat(again).isEqualTo(content);
                outcome.append(type.getSimpleName()).append(' ');
            } catch (MalformedMessageException e) {
                outcome.append(clear(e)).append(' ');
            }
        }
        return outcome.toString();
    }

    private static String header(RawMessage message) {
        try {
            return message.readHeader().msgType().isEmpty() ? "without type" : "with type";
        } catch (MalformedMessageException e) {
            return clear(e);
        }
    }

    private static String clear(MalformedMessageException e) {
        assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(300);
        return e.reason() + " " + e.getMessage();
    }

    private static byte[] whole(List<ByteBuffer> pieces) {
        ByteBuffer whole = ByteBuffer.allocate(
                pieces.stream().mapToInt(ByteBuffer::remaining).sum());
        pieces.forEach(piece -> whole.put(piece.duplicate()));
        return whole.array();
    }

    @FunctionalInterface
    private interface Decoding {
        RawMessage decode() throws MalformedMessageException;
    }
}
