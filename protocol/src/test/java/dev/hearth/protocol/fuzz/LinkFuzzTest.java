package dev.hearth.protocol.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.FrameReader;
import dev.hearth.protocol.link.LinkFrame;
import dev.hearth.protocol.link.LinkRecord;
import dev.hearth.protocol.link.SequenceWindow;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class LinkFuzzTest {
    private static final int MOST_RECORD_BYTES = 1 << 20;

    @Test
    void framesOfOneLink_areRecordsOrOneClearError() throws Exception {
        new Fuzz("link", 128 << 10, 64).run(input -> new Link().read(ByteBuffer.wrap(input)));
    }

    /** Inputs are frames one after the other, each with its length in two bytes in front. */
    private static final class Link {
        private final FrameReader reader = new FrameReader(MOST_RECORD_BYTES);
        private final SequenceWindow window = new SequenceWindow(0);
        private final StringBuilder outcome = new StringBuilder();

        String read(ByteBuffer input) {
            try {
                while (input.remaining() >= 2 && outcome.length() < 200) {
                    int size = Math.min(Short.toUnsignedInt(input.getShort()), input.remaining());
                    take(input.slice(input.position(), size));
                    input.position(input.position() + size);
                }
            } catch (MalformedMessageException e) {
                assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(300);
                outcome.append(e.reason()).append(' ').append(e.getMessage());
            }
            return outcome.toString();
        }

        private void take(ByteBuffer bytes) throws MalformedMessageException {
            LinkFrame frame = LinkFrame.decode(bytes);
            outcome.append(frame.kind()).append(' ');
            assertThat(LinkFrame.decode(frame.encode())).isEqualTo(frame);
            if (frame instanceof LinkFrame.RecordsFrame records) {
                reader.read(records, this::take);
            } else if (frame instanceof LinkFrame.PieceFrame piece) {
                reader.read(piece, this::take);
            } else if (frame instanceof LinkFrame.GapFrame gap) {
                window.skipTo(gap.last());
                assertThat(window.last()).isGreaterThanOrEqualTo(gap.last());
            } else if (frame instanceof LinkFrame.HelloFrame hello) {
                String key = hello.hello().sessionKey();
                assertThat(hello.toString()).satisfies(text -> assertThat(key.length() < 32 || !text.contains(key))
                        .isTrue());
            }
        }

        private void take(LinkRecord record) throws MalformedMessageException {
            Envelope envelope = record.envelope();
            assertThat(Envelope.decode(envelope.withSequence(9).encode())).isEqualTo(envelope.withSequence(9));
            long before = window.last();
            window.accept(envelope.sequence());
            assertThat(window.last()).isGreaterThanOrEqualTo(before);
            outcome.append(envelope.recordClass()).append(' ');
            record.readMessage();
        }
    }
}
