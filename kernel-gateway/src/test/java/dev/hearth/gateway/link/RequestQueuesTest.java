package dev.hearth.gateway.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.session.FeedBench;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.link.FrameReader;
import dev.hearth.protocol.link.LinkFrame;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes out, in which order. */
class RequestQueuesTest {
    @TempDir
    Path root;

    private FeedBench bench;
    private RequestQueues queues;
    private final FrameReader reader = new FrameReader(16 << 20);
    private final List<String> read = new ArrayList<>();

    @BeforeEach
    void begin() throws Exception {
        bench = new FeedBench(root);
        queues = new RequestQueues(bench.feed());
    }

    @AfterEach
    void end() throws Exception {
        queues.close();
        bench.close();
    }

    private LinkFrame send() throws Exception {
        ByteBuffer frame = queues.next();
        if (frame == null) {
            return null;
        }
        assertThat(frame.remaining()).isLessThanOrEqualTo(LinkFrame.MAX_FRAME_BYTES);
        LinkFrame sent = LinkFrame.decode(frame);
        if (sent instanceof LinkFrame.RecordsFrame records) {
            reader.<RuntimeException>read(
                    records, record -> read.add(record.envelope().messageId()));
        } else if (sent instanceof LinkFrame.PieceFrame piece) {
            reader.<RuntimeException>read(
                    piece, record -> read.add(record.envelope().messageId()));
        }
        return sent;
    }

    @Test
    void control_goesBetweenThePiecesOfALargeRequest() throws Exception {
        bench.log(Channel.SHELL, "large", 1_000_000);
        bench.log(Channel.SHELL, "behind", 10);
        assertThat(send()).isInstanceOf(LinkFrame.PieceFrame.class);
        bench.log(Channel.CONTROL, "interrupt", 10);
        assertThat(send()).isInstanceOf(LinkFrame.RecordsFrame.class);
        while (send() != null) {}
        assertThat(read).containsExactly("interrupt", "large", "behind");
    }

    @Test
    void small_goTogetherAndQuestionsKeepTheirPlace() throws Exception {
        bench.log(Channel.SHELL, "one", 10);
        bench.ask("question");
        bench.log(Channel.SHELL, "two", 10);
        assertThat(send()).isInstanceOf(LinkFrame.RecordsFrame.class);
        assertThat(send()).isNull();
        assertThat(read).containsExactly("one", "question", "two");
        bench.ask("later");
        send();
        assertThat(read).endsWith("later");
    }

    @Test
    void largeRequest_thatIsDamaged_isToldAsAGap() throws Exception {
        bench.log(Channel.SHELL, "large", 1_000_000);
        bench.log(Channel.SHELL, "behind", 10);
        try (Stream<Path> files = Files.walk(root)) {
            Path log = files.filter(each -> each.toString().endsWith(".log"))
                    .findFirst()
                    .orElseThrow();
            try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.wrap(new byte[] {'?'}), 500_000);
            }
        }
        assertThat(send()).isEqualTo(new LinkFrame.GapFrame(1, 1));
        while (send() != null) {}
        assertThat(read).containsExactly("behind");
    }

    @Test
    void sequences_thatAreGone_areToldAsAGap() throws Exception {
        bench.log(Channel.SHELL, "one", 10);
        bench.skipBeyond(7);
        bench.log(Channel.SHELL, "eight", 10);
        send();
        assertThat(send()).isEqualTo(new LinkFrame.GapFrame(2, 7));
        send();
        assertThat(read).containsExactly("one", "eight");
    }
}
