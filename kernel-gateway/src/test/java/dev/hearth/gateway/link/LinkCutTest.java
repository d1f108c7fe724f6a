package dev.hearth.gateway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.session.Ingested;
import dev.hearth.gateway.session.LogSource;
import dev.hearth.gateway.session.ReadFrom;
import dev.hearth.gateway.session.Session;
import dev.hearth.gateway.session.SessionState;
import dev.hearth.gateway.session.SyntheticDriver;
import dev.hearth.gateway.session.TestClient;
import dev.hearth.gateway.session.TestClient.Seen;
import dev.hearth.gateway.session.Workbench;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.link.RecordClass;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links that break and come back, and streams beside the logs. */
class LinkCutTest {
    @TempDir
    Path root;

    private Workbench bench;
    private Session session;
    private SyntheticDriver driver;

    @BeforeEach
    void begin() throws Exception {
        bench = new Workbench(root).start();
        session = bench.ready();
        driver = bench.launcher().newest();
    }

    @AfterEach
    void end() throws Exception {
        bench.close();
    }

    @Test
    void link_cutTenTimes_losesNothingAndGivesNothingTwice() throws Exception {
        try (TestClient client = TestClient.live(session, "a")) {
            for (int round = 0; round < 10; round++) {
                String id = "r" + round;
                client.execute(id, "print 60");
                client.await(each ->
                        each.envelope().parentId().equals(id) && each.content().contains("line 20\""));
                int links = driver.links();
                driver.cut(false);
                client.execute(id + "-after", "x");
                client.awaitIdle(id + "-after");
                assertThat(driver.links()).isGreaterThan(links);
                assertThat(client.of(id)).hasSize(64).containsOnlyOnce("execute_reply");
            }
            assertThat(client.seen()).extracting(Seen::number).doesNotHaveDuplicates();
            assertThat(client.seen().stream().filter(each -> each.envelope().sequence() > 0))
                    .extracting(each -> each.envelope().sequence())
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
        assertThat(driver.taken)
                .extracting(each -> each.messageId())
                .doesNotHaveDuplicates()
                .hasSize(20);
        assertThat(session.view().state()).isEqualTo(SessionState.RUNNING);
    }

    @Test
    void link_isAcknowledgedWhatWasAppended() throws Exception {
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute("r1", "print 20");
            Seen idle = client.awaitIdle("r1");
            Workbench.await(() -> driver.acknowledged == idle.envelope().sequence());
        }
    }

    @Test
    void question_withTheLinkDown_isAnsweredByTheGateway() throws Exception {
        driver.cut(true);
        Workbench.await(session, view -> !view.linked() && view.linkDownSince() != null);
        try (TestClient client = TestClient.live(session, "a")) {
            assertThat(client.ask("complete_request", "q")).isEqualTo(Ingested.ANSWERED);
            client.awaitIdle("q");
            assertThat(client.of("q")).containsExactly("status:busy", "complete_reply", "status:idle");
            assertThat(client.seen().get(1).content()).contains("unreachable", "\"status\":\"error\"");
            assertThat(client.ask("kernel_info_request", "k")).isEqualTo(Ingested.ANSWERED);
        }
    }

    @Test
    void question_underWayWhenTheLinkBreaks_isAnsweredByTheGateway() throws Exception {
        driver.mute();
        try (TestClient client = TestClient.live(session, "a")) {
            assertThat(client.ask("inspect_request", "q")).isEqualTo(Ingested.ACCEPTED);
            Workbench.await(() -> driver.taken.size() == 1);
            driver.cut(true);
            client.awaitIdle("q");
            assertThat(client.of("q")).containsExactly("status:busy", "inspect_reply", "status:idle");
        }
    }

    @Test
    void interrupt_withTheLinkDownForLong_isRefused() throws Exception {
        driver.cut(true);
        Workbench.await(session, view -> !view.linked());
        session.interrupt(); // not long yet: it is logged
        Duration patience = bench.sessions().settings().timeouts().interruptWithoutLink();
        Workbench.await(
                session,
                view -> view.linkDownSince().plus(patience).plusMillis(20).isBefore(Instant.now()));
        assertThatThrownBy(session::interrupt).isInstanceOfSatisfying(GatewayException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.LINK_DOWN));
        driver.cut(false);
        Workbench.await(session, view -> view.linked());
        session.interrupt();
    }

    @Test
    void inputReply_givenWhileTheLinkIsDown_isSentWhenItIsBack() throws Exception {
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute("r1", "input");
            client.await(each -> each.type().equals("input_request"));
            driver.cut(true);
            Workbench.await(session, view -> !view.linked());
            assertThat(client.send(Channel.STDIN, "input_reply", "i", "{\"value\":\"v\"}"))
                    .isEqualTo(Ingested.ACCEPTED);
            driver.cut(false);
            client.awaitIdle("r1");
            assertThat(driver.inputs).containsExactly("v");
        }
    }

    @Test
    void driver_thatNoLongerHasAllOfItsOutput_leavesAMark() throws Exception {
        driver.cut(true);
        Workbench.await(session, view -> !view.linked());
        for (int i = 0; i < 5; i++) {
            driver.emit(
                    RecordClass.OUTPUT,
                    Channel.IOPUB,
                    "stream",
                    null,
                    "{\"name\":\"stdout\",\"text\":\"t" + i + "\"}",
                    null);
        }
        driver.forget(4); // the first idle, and t0 to t2
        driver.cut(false);
        try (TestClient client = new TestClient(session, "a", ReadFrom.sinceNumber(0))) {
            Seen mark = client.await(each -> each.type().equals("stream"));
            assertThat(mark.content()).contains("\"stderr\"", "3 records");
            assertThat(mark.message().metadata()).isNotNull();
            client.await(each -> each.content().contains("t4"));
            client.execute("r1", "x");
            client.awaitIdle("r1");
            assertThat(client.seen()).noneMatch(each -> each.content().contains("\"t2\""));
        }
    }

    @Test
    void driver_thatTookMoreRequestsThanAreHere_getsNoSequenceTwice() throws Exception {
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute("r1", "x");
            client.awaitIdle("r1");
            driver.pretendTaken(5); // as if the end of the requests log had been lost
            driver.cut(false);
            Workbench.await(() -> driver.welcomes() == 2);
            client.execute("r2", "y");
            client.awaitIdle("r2");
            assertThat(driver.taken.get(driver.taken.size() - 1).sequence()).isGreaterThan(5);
        }
    }

    @Test
    void log_isStreamedAtTheReadersPace() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            text.append("line ").append(i).append('\n');
        }
        driver.logText(text.toString());
        try (LogSource log = session.openLog(5)) {
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            while (true) {
                ByteBuffer next = log.next();
                if (next != null) {
                    byte[] bytes = new byte[next.remaining()];
                    next.get(bytes);
                    read.writeBytes(bytes);
                } else if (log.ended()) {
                    break;
                } else {
                    CountDownLatch more = new CountDownLatch(1);
                    log.whenMore(more::countDown);
                    assertThat(more.await(10, TimeUnit.SECONDS)).isTrue();
                }
            }
            assertThat(read.toString(StandardCharsets.UTF_8)).isEqualTo(text.substring(5));
            assertThat(log.position()).isEqualTo(text.length());
        }
    }

    @Test
    void log_whoseLinkBreaks_ends() throws Exception {
        driver.logText("x".repeat(10_000_000));
        LogSource log = session.openLog(0);
        CountDownLatch more = new CountDownLatch(1);
        log.whenMore(more::countDown);
        assertThat(more.await(10, TimeUnit.SECONDS)).isTrue();
        driver.cut(true);
        Workbench.await(session, view -> !view.linked());
        List<ByteBuffer> rest = new ArrayList<>();
        for (ByteBuffer next = log.next(); next != null; next = log.next()) {
            rest.add(next);
        }
        assertThat(log.ended()).isTrue();
        assertThat(rest.stream().mapToLong(ByteBuffer::remaining).sum()).isLessThanOrEqualTo(256 << 10);
        assertThatThrownBy(() -> session.openLog(0))
                .isInstanceOfSatisfying(
                        GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LINK_DOWN));
    }
}
