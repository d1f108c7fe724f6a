package dev.hearth.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.session.TestClient.Seen;
import dev.hearth.journal.Durability;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.RawJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that finds less of a journal than there was fetches it from the driver, or marks what is gone. */
class JournalLossTest {
    private static final List<String> LINES =
            IntStream.range(0, 300).mapToObj(i -> "line " + i).toList();

    @TempDir
    Path root;

    private Workbench bench;
    private Session session;
    private SyntheticDriver driver;

    @BeforeEach
    void begin() throws Exception {
        bench = new Workbench(root)
                .settings(each -> each.with(new SessionSettings.Retention(
                        1 << 30,
                        1 << 30,
                        1 << 30,
                        64 << 10, // retention looks soon, and notes what it must not forget
                        Duration.ofDays(1),
                        Duration.ofDays(1),
                        Duration.ZERO,
                        null,
                        Duration.ZERO,
                        Durability.BUFFERED)))
                .start();
        session = bench.ready();
        driver = bench.launcher().newest();
    }

    @AfterEach
    void end() throws Exception {
        bench.close();
    }

    private Path file(String name) {
        return root.resolve(session.id().toString()).resolve(name);
    }

    private void up() throws Exception {
        bench.start();
        session = bench.sessions().find(session.id()).orElseThrow();
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> all = Files.list(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(each.getFileName()));
            }
        }
    }

    /** A cell with 300 lines, then one that hangs; returns the newest number. */
    private long work() throws Exception {
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute("r0", "print 300");
            client.awaitIdle("r0");
            Workbench.await(() -> Files.exists(file("output-window")));
            client.execute("open", "hang");
            return client.await(each -> each.envelope().parentId().equals("open")
                            && each.type().equals("execute_input"))
                    .number();
        }
    }

    private static boolean isMark(Seen seen) {
        return new String(RawJson.copyOf(seen.message().metadata()).utf8(), StandardCharsets.UTF_8)
                .contains("hearth_missing");
    }

    private static List<String> lines(TestClient client) {
        return client.seen().stream()
                .filter(each ->
                        each.envelope().parentId().equals("r0") && each.type().equals("stream"))
                .map(each -> each.content().replaceFirst(".*\"text\":\"(.*)\".*", "$1"))
                .toList();
    }

    private void goesOn(TestClient whole) throws Exception {
        assertThat(session.view().executionState()).isEqualTo(ExecutionState.BUSY);
        session.interrupt();
        whole.awaitIdle("open");
        assertThat(session.view().unfinished()).isZero();
        whole.execute("after", "x");
        whole.awaitIdle("after");
        assertThat(driver.taken).extracting(each -> each.messageId()).containsOnlyOnce("r0", "open", "after");
    }

    @Test
    void journalThatIsGone_isFetchedAgain_behindAMark_withNumbersOfItsOwn() throws Exception {
        long last = work();
        bench.kill();
        SessionFiles.deleteTree(file("journal"));
        up();
        try (TestClient whole = new TestClient(session, "b", ReadFrom.sinceNumber(0))) {
            whole.await(each ->
                    each.envelope().parentId().equals("open") && each.type().equals("execute_input"));
            assertThat(lines(whole)).isEqualTo(LINES);
            assertThat(whole.of("r0")).hasSize(304);
            assertThat(whole.seen().stream().filter(JournalLossTest::isMark))
                    .singleElement()
                    .satisfies(mark -> assertThat(mark.content()).contains("has lost its end"));
            assertThat(whole.seen().stream().map(Seen::number).filter(each -> each > 0))
                    .isSorted()
                    .doesNotHaveDuplicates()
                    .allMatch(each -> each > last);
            goesOn(whole);
        }
    }

    @Test
    void journalThatIsGone_isKnownToBe_alsoWhereItsLengthWasNotNoted() throws Exception {
        work();
        bench.kill();
        SessionFiles.deleteTree(file("journal"));
        Files.write(file("output-window"), Arrays.copyOf(Files.readAllBytes(file("output-window")), 24));
        up();
        try (TestClient whole = new TestClient(session, "b", ReadFrom.sinceNumber(0))) {
            whole.await(each ->
                    each.envelope().parentId().equals("open") && each.type().equals("execute_input"));
            assertThat(lines(whole)).isEqualTo(LINES);
        }
    }

    @Test
    void endOfAJournalThatIsGone_isFetchedAgain_behindAMark() throws Exception {
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute("early", "print 20");
            client.awaitIdle("early");
        }
        bench.kill();
        copy(file("journal"), file("journal-of-before"));
        up();
        Workbench.await(session, SessionView::linked);
        work();
        bench.kill();
        SessionFiles.deleteTree(file("journal"));
        Files.move(file("journal-of-before"), file("journal"));
        up();
        try (TestClient whole = new TestClient(session, "b", ReadFrom.sinceNumber(0))) {
            whole.await(each ->
                    each.envelope().parentId().equals("open") && each.type().equals("execute_input"));
            assertThat(whole.of("early")).hasSize(24);
            assertThat(lines(whole)).isEqualTo(LINES);
            assertThat(whole.seen().stream().filter(JournalLossTest::isMark)).hasSize(1);
            assertThat(whole.seen().stream().filter(each -> each.number() > 0).map(each -> each.envelope()
                            .messageId()))
                    .doesNotHaveDuplicates();
            goesOn(whole);
        }
    }

    @Test
    void whatTheDriverNoLongerHas_isMarkedToo() throws Exception {
        work();
        bench.kill();
        driver.forget(100);
        SessionFiles.deleteTree(file("journal"));
        up();
        try (TestClient whole = new TestClient(session, "b", ReadFrom.sinceNumber(0))) {
            whole.await(each ->
                    each.envelope().parentId().equals("open") && each.type().equals("execute_input"));
            List<String> lines = lines(whole);
            assertThat(lines).isEqualTo(LINES.subList(LINES.size() - lines.size(), LINES.size()));
            assertThat(lines).hasSizeBetween(200, 210);
            assertThat(whole.seen().stream().filter(JournalLossTest::isMark).map(Seen::content))
                    .hasSize(2)
                    .last()
                    .asString()
                    .contains("100 records of the driver were lost");
            goesOn(whole);
        }
    }

    @Test
    void journalThatIsWhole_hasNoMark_andNothingComesTwice() throws Exception {
        work();
        for (int i = 0; i < 2; i++) {
            bench.kill();
            up();
            Workbench.await(session, SessionView::linked);
        }
        try (TestClient whole = new TestClient(session, "b", ReadFrom.sinceNumber(0))) {
            whole.drain();
            assertThat(lines(whole)).isEqualTo(LINES);
            assertThat(whole.seen()).noneMatch(JournalLossTest::isMark);
            goesOn(whole);
        }
    }
}
