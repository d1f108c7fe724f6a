package dev.hearth.interpreter.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    @Test
    void next_claimOfMuchAndLittleBehindIt_takesMemoryForTheLittle() {
        int claimed = 100 << 20;
        ByteBuffer sent = ByteBuffer.allocate(13 + 100_000);
        sent.putInt(claimed).put(FrameKind.DISPLAY.code()).putLong(1);
        FrameReader reader = new FrameReader(Channels.newChannel(new ByteArrayInputStream(sent.array())), claimed);
        assertThatThrownBy(reader::next).isInstanceOf(EOFException.class);
        assertThat(reader.body()).hasSizeLessThan(400_000);
    }
}
