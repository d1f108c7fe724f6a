package dev.hearth.driver.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.link.LinkRecord;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublisherTest {
    private static final Parent QUESTION = TestPublisher.parent("question", true);

    @Test
    void transientAnswer_thatIsLargerThanAnyMayBe_isAnsweredWithAnError(@TempDir Path folder) throws Exception {
        try (TestPublisher said = new TestPublisher(folder)) {
            said.transients.open();
            RawJson huge = RawJson.of("{\"text\":\"" + "x".repeat(LinkRecord.MAX_TRANSIENT_BYTES) + "\"}");
            said.publisher.say(QUESTION, Message.of(Channel.SHELL, "complete_reply", huge));
            assertThat(said.lost).isEmpty();
            assertThat(said.transients.peekBefore(Long.MAX_VALUE))
                    .isNotNull()
                    .satisfies(each -> assertThat(each.sizeBytes()).isLessThan(10_000));
        }
    }

    @Test
    void transientAnswer_withoutRoom_isTold_andWhatIsNoAnswerIsNot(@TempDir Path folder) throws Exception {
        try (TestPublisher said = new TestPublisher(folder)) {
            said.transients.open();
            for (int i = 0; i < 4096; i++) {
                said.publisher.say(QUESTION, Message.status(ExecutionState.BUSY, false));
            }
            assertThat(said.lost).isEmpty();
            said.publisher.say(QUESTION, Message.status(ExecutionState.BUSY, false));
            said.publisher.say(QUESTION, Message.broadcast(MessageType.STREAM, RawJson.EMPTY_OBJECT));
            assertThat(said.publisher.event(QUESTION, "hearth_progress", RawJson.EMPTY_OBJECT))
                    .isFalse();
            assertThat(said.lost).isEmpty();
            said.publisher.say(QUESTION, TestPublisher.reply());
            said.publisher.say(QUESTION, Message.status(ExecutionState.IDLE, true));
            assertThat(said.lost).hasSize(2);
        }
    }
}
