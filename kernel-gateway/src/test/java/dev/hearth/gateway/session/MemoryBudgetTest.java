package dev.hearth.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.journal.JournalSettings;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.LinkRecord;
import dev.hearth.protocol.link.RecordClass;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // closing may be interrupted like anything in a test
class MemoryBudgetTest {
    @TempDir
    Path root;

    private final MemoryBudget budget = new MemoryBudget(100);
    private final MemoryBudget.Share one = budget.share();
    private final MemoryBudget.Share other = budget.share();

    @Test
    void take_isOfOneBudget_andWhatIsGivenBackIsThereAgain() {
        assertThat(one.takeWithin(60)).isTrue();
        assertThat(other.takeWithin(60)).isFalse();
        assertThat(other.takeWithin(40)).isTrue();
        one.give(20);
        assertThat(other.takeWithin(21)).isFalse();
        assertThat(other.takeWithin(20)).isTrue();
        one.close();
        assertThat(other.takeWithin(40)).isTrue();
        assertThat(one.take(1)).as("closed").isFalse();
    }

    @Test
    void take_beyondTheBudget_isForOneAtATime_andLeavesTheOthersWhatThereIs() {
        assertThat(one.take(1000)).isTrue();
        assertThat(one.take(1000)).isTrue();
        assertThat(other.take(100)).isTrue();
        assertThat(other.take(1)).isFalse();
        one.giveAllBut(1);
        assertThat(other.take(1)).as("the one still holds something beyond").isFalse();
        one.giveAllBut(0);
        assertThat(other.take(1)).isTrue();
        other.close();
        assertThat(one.takeWithin(100)).isTrue();
    }

    @Test
    void questions_beyondTheMemory_areRefusedUntilTheLinkHasTakenSome() throws Exception {
        try (RequestLog log = new RequestLog("t", 1, root, JournalSettings.defaults(), Clock.systemUTC());
                RequestFeed feed = new RequestFeed(
                        log, 1, List.of(), new MemoryBudget(1000).share(), 0, (first, last, why) -> {})) {
            assertThat(feed.offerQuestion(question(700))).isTrue();
            assertThat(feed.offerQuestion(question(700))).isFalse();
            assertThat(feed.next()).isNotNull();
            assertThat(feed.offerQuestion(question(700))).isTrue();
        }
    }

    private static LinkRecord question(int bytes) {
        Envelope envelope = new Envelope(
                new UUID(1, 1),
                1,
                0,
                RecordClass.TRANSIENT,
                Channel.SHELL,
                "x_request",
                "q",
                "",
                "a",
                null,
                false,
                false,
                0);
        String content = "{\"x\":\"" + "y".repeat(bytes) + "\"}";
        return LinkRecord.of(envelope, TestClient.message(Channel.SHELL, "x_request", "q", content));
    }

    @Test
    void question_ofMoreThanAMegabyte_isRefused_andTheNextIsAnswered() throws Exception {
        try (Workbench bench = new Workbench(root).start()) {
            Session session = bench.ready();
            try (TestClient client = TestClient.live(session, "a")) {
                String code = "{\"code\":\"" + "x".repeat(1 << 20) + "\"}";
                assertThatThrownBy(() -> client.send(Channel.SHELL, "complete_request", "q1", code))
                        .isInstanceOfSatisfying(GatewayException.class, e -> assertThat(e.code())
                                .isEqualTo(ErrorCode.MESSAGE_TOO_LARGE));
                assertThat(client.ask("complete_request", "q2")).isEqualTo(Ingested.ACCEPTED);
                client.awaitIdle("q2");
            }
        }
    }
}
