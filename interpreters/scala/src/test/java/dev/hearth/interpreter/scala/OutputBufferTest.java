package dev.hearth.interpreter.scala;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.protocol.StreamName;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OutputBufferTest {
    private final RecordedSink sink = new RecordedSink();
    private final OutputBuffer buffer = new OutputBuffer(sink);

    @Test
    void flush_partOfACodePoint_waitsForTheRest() throws Exception {
        byte[] smile = "a😀".getBytes(StandardCharsets.UTF_8);
        for (byte each : smile) {
            buffer.add(StreamName.STDOUT, new byte[] {each}, 0, 1);
            buffer.flush(false);
        }
        assertThat(sink.chunks()).containsExactly("stdout a", "stdout 😀");
        assertThat(buffer.isEmpty()).isTrue();
    }

    @Test
    void add_toTheOtherStream_leavesAnUnfinishedCodePointWhereItWas() throws Exception {
        byte[] umlaut = "ö".getBytes(StandardCharsets.UTF_8);
        buffer.add(StreamName.STDOUT, umlaut, 0, 1);
        buffer.add(StreamName.STDERR, "between".getBytes(StandardCharsets.UTF_8), 0, 7);
        buffer.add(StreamName.STDOUT, umlaut, 1, 1);
        buffer.flush(true);
        assertThat(sink.chunks()).containsExactly("stderr between", "stdout ö");
    }

    @Test
    void flush_last_handsOnWhatWillNeverBeWhole() throws Exception {
        buffer.add(StreamName.STDOUT, new byte[] {(byte) 0xf0, (byte) 0x9f}, 0, 2);
        buffer.add(StreamName.STDERR, new byte[] {(byte) 0xc3}, 0, 1);
        buffer.flush(false);
        assertThat(sink.chunks()).isEmpty();
        buffer.flush(true);
        assertThat(sink.chunks()).hasSize(2);
    }

    @Test
    void add_moreThanItHolds_handsOnInWholeCodePoints() throws Exception {
        byte[] many = "€".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        buffer.add(StreamName.STDOUT, many, 0, many.length);
        buffer.flush(true);
        assertThat(sink.out()).isEqualTo("€".repeat(100_000));
        assertThat(sink.chunks()).allSatisfy(chunk -> assertThat(chunk).doesNotContain("\uFFFD"));
    }

    @Test
    void wholeCodePoints_bytesThatAreNoUtf8_countAsWhole() {
        assertThat(OutputBuffer.wholeCodePoints(new byte[] {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80}, 4))
                .isEqualTo(4);
        assertThat(OutputBuffer.wholeCodePoints(new byte[] {}, 0)).isZero();
    }
}
