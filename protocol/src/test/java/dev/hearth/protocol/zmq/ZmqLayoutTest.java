package dev.hearth.protocol.zmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.MalformedMessageException.Reason;
import dev.hearth.protocol.RawMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ZmqLayoutTest {
    private static final RawMessage MESSAGE = new RawMessage(
            Channel.SHELL,
            utf8("{\"msg_id\":\"1\"}"),
            utf8("{}"),
            utf8("{\"tags\":[]}"),
            utf8("{\"code\":\"1+1\"}"),
            List.of(utf8("a"), utf8("")));

    private final Signing signing = Signing.of("hmac-sha256", "key");

    @Test
    void decode_ofWhatWasEncoded_givesTheMessageAndTheWayBack() throws Exception {
        List<byte[]> frames = frames(List.of(bytes("id"), bytes("hop")));

        ZmqLayout.Received received = ZmqLayout.decode(Channel.SHELL, frames, signing);

        assertThat(received.identities()).containsExactly(bytes("id"), bytes("hop"));
        assertThat(received.message()).isEqualTo(MESSAGE);
        assertThat(received.signature()).hasSize(64).isEqualTo(new String(frames.get(3), StandardCharsets.US_ASCII));
        assertThat(frames.get(2)).isEqualTo(bytes("<IDS|MSG>"));
        assertThat(frames).hasSize(10);
    }

    @Test
    void decode_ofASignatureOfAnotherKey_isRefused() {
        Signing other = Signing.of("hmac-sha256", "another key");

        assertThat(refusal(frames(List.of(bytes("id"))), other)).isEqualTo(Reason.BAD_SIGNATURE);
    }

    @Test
    void decode_ofAChangedPart_isRefused_butOfAChangedBufferNot() throws Exception {
        List<byte[]> frames = frames(List.of(bytes("id")));
        frames.set(7, bytes("other bytes"));
        ZmqLayout.decode(Channel.SHELL, frames, signing);

        for (int part = 3; part < 7; part++) {
            List<byte[]> changed = new ArrayList<>(frames);
            changed.set(part, bytes("{\"other\":1}"));
            assertThat(refusal(changed, signing)).isEqualTo(Reason.BAD_SIGNATURE);
        }
    }

    @Test
    void decode_ofWhatIsCutOff_isRefusedWhereverTheCutIs() {
        List<byte[]> frames = frames(List.of(bytes("id")));

        for (int count = 0; count < 7; count++) {
            assertThat(refusal(frames.subList(0, count), signing)).isIn(Reason.BAD_LAYOUT, Reason.TRUNCATED);
        }
    }

    @Test
    void decode_ofManyIdentitiesOrBuffers_isRefused() {
        assertThat(refusal(frames(Collections.nCopies(17, bytes("id"))), signing))
                .isEqualTo(Reason.BAD_LAYOUT);
        List<byte[]> frames = frames(List.of(bytes("id")));
        frames.addAll(Collections.nCopies(4096, bytes("")));
        assertThat(refusal(frames, signing)).isEqualTo(Reason.TOO_LARGE);
    }

    private Reason refusal(List<byte[]> frames, Signing with) {
        return catchThrowableOfType(
                        MalformedMessageException.class, () -> ZmqLayout.decode(Channel.SHELL, frames, with))
                .reason();
    }

    private List<byte[]> frames(List<byte[]> identities) {
        List<byte[]> frames = new ArrayList<>();
        for (ByteBuffer frame : ZmqLayout.encode(identities, MESSAGE, signing)) {
            byte[] bytes = new byte[frame.remaining()];
            frame.get(bytes);
            frames.add(bytes);
        }
        return frames;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(bytes(text));
    }
}
