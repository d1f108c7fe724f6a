package dev.hearth.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class LayoutProperties {
    @Provide
    Arbitrary<RawMessage> messages() {
        Arbitrary<String> texts = Arbitraries.strings().ofMaxLength(20);
        Arbitrary<RawJson> objects =
                Arbitraries.maps(texts, texts).ofMaxSize(4).map(map -> RawJson.of(Json.writeBytes(map)));
        Arbitrary<List<ByteBuffer>> buffers = Arbitraries.bytes()
                .array(byte[].class)
                .ofMaxSize(40)
                .map(ByteBuffer::wrap)
                .list()
                .ofMaxSize(4);
        return Combinators.combine(
                        Arbitraries.of(Channel.SHELL, Channel.CONTROL, Channel.IOPUB, Channel.STDIN),
                        texts,
                        texts,
                        objects,
                        objects,
                        buffers)
                .as((channel, id, type, metadata, content, binary) -> RawMessage.of(
                        channel,
                        new Header(id, "s", "u", "", type, "5.5", null),
                        RawJson.EMPTY_OBJECT,
                        metadata,
                        content,
                        binary));
    }

    @Property
    void v1_roundTrip(@ForAll("messages") RawMessage message) throws Exception {
        assertThat(V1Layout.decode(ByteBuffer.wrap(V1Layout.encodeWhole(message))))
                .isEqualTo(message);
    }

    @Property
    void legacy_roundTrip(@ForAll("messages") RawMessage message) throws Exception {
        RawMessage again = LegacyLayout.isBinary(message)
                ? LegacyLayout.decodeBinary(GoldenFrames.concat(LegacyLayout.encodeBinary(message)))
                : LegacyLayout.decodeText(GoldenFrames.concat(LegacyLayout.encodeText(message)));
        assertThat(again).isEqualTo(message);
    }

    @Property
    void v1_truncatedAnywhere_isOneClearError(
            @ForAll("messages") RawMessage message, @ForAll @IntRange(max = 5000) int cut) {
        byte[] frame = V1Layout.encodeWhole(message);
        byte[] torn = Arrays.copyOf(frame, cut % frame.length);
        assertThatThrownBy(() -> V1Layout.decode(ByteBuffer.wrap(torn))).isInstanceOf(MalformedMessageException.class);
    }

    @Property
    void anyBytes_areAMessageOrOneClearError(@ForAll byte[] bytes) {
        assertMessageOrError(() -> V1Layout.decode(ByteBuffer.wrap(bytes)));
        assertMessageOrError(() -> LegacyLayout.decodeBinary(bytes));
        assertMessageOrError(() -> LegacyLayout.decodeText(bytes));
    }

    @Property
    void changedByte_isAMessageOrOneClearError(
            @ForAll("messages") RawMessage message, @ForAll @IntRange(max = 5000) int at, @ForAll byte value) {
        byte[] v1 = V1Layout.encodeWhole(message);
        v1[at % v1.length] = value;
        assertMessageOrError(() -> V1Layout.decode(ByteBuffer.wrap(v1)));
    }

    @Example
    void v1_hugeCount_allocatesNothing() {
        ByteBuffer frame =
                ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putLong(0, Long.MAX_VALUE);
        assertThatThrownBy(() -> V1Layout.decode(frame)).hasMessageContaining("at most 4096 buffers");
        frame.putLong(0, 4000);
        assertThatThrownBy(() -> V1Layout.decode(frame)).hasMessageContaining("found a frame of 64 bytes");
        frame.putLong(0, -1);
        assertThatThrownBy(() -> V1Layout.decode(frame)).hasMessageContaining("found a count of -1");
    }

    @Example
    void v1_unknownChannel_isRefused() {
        RawMessage message = RawMessage.of(
                Channel.SHELL, new Header("a", "", "", "", "t", "", null), RawJson.EMPTY_OBJECT, RawJson.EMPTY_OBJECT);
        byte[] frame = V1Layout.encodeWhole(message);
        int at = new String(frame, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("shell");
        frame[at] = 'x';
        assertThatThrownBy(() -> V1Layout.decode(ByteBuffer.wrap(frame))).hasMessageContaining("expected a channel");
    }

    @Example
    void legacyText_ofAnotherShape_saysWhatWasExpected() {
        assertThatThrownBy(() -> LegacyLayout.decodeText("[]".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .hasMessageContaining("expected a message, a JSON object");
        assertThatThrownBy(() -> LegacyLayout.decodeText("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .hasMessageContaining("with a header");
        assertThatThrownBy(() -> LegacyLayout.decodeText(
                        "{\"header\":{},\"content\":3}".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .hasMessageContaining("an object as content");
        assertThatThrownBy(() -> LegacyLayout.decodeText(
                        "{\"header\":{},\"channel\":\"x\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .hasMessageContaining("expected a channel");
    }

    private interface Decoding {
        RawMessage decode() throws MalformedMessageException;
    }

    private static void assertMessageOrError(Decoding decoding) {
        try {
            assertThat(decoding.decode()).isNotNull();
        } catch (MalformedMessageException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }
}
