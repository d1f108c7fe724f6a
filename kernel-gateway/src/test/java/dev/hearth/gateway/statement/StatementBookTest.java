package dev.hearth.gateway.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.session.Session;
import dev.hearth.gateway.session.Submitted;
import dev.hearth.gateway.session.SyntheticDriver;
import dev.hearth.gateway.session.TestClient;
import dev.hearth.gateway.session.Workbench;
import dev.hearth.gateway.statement.OutputPart.Display;
import dev.hearth.gateway.statement.OutputPart.Failure;
import dev.hearth.gateway.statement.OutputPart.Omitted;
import dev.hearth.gateway.statement.OutputPart.Stream;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A statement in every state, from a real log. */
class StatementBookTest {
    @TempDir
    Path root;

    private Workbench bench;
    private Session session;
    private SyntheticDriver driver;
    private StatementBook book;

    @BeforeEach
    void begin() throws Exception {
        bench = new Workbench(root).start();
        session = bench.ready();
        driver = bench.launcher().newest();
        driver.mute();
        book = new StatementBook(session);
    }

    @AfterEach
    void end() throws Exception {
        bench.close();
    }

    private Submitted submit(String id, String code, String language) {
        Header header = new Header(id, "livy", "me", "", "execute_request", "5.3", null);
        String metadata = "{\"hearth\":{\"language\":\"" + language + "\",\"livy\":true}}";
        return session.statementLog()
                .submit(
                        RawMessage.of(
                                Channel.SHELL,
                                header,
                                RawJson.EMPTY_OBJECT,
                                RawJson.of(metadata),
                                Json.write(Json.object().put("code", code)),
                                List.of()),
                        "livy");
    }

    private ScriptedCell cell(String id) throws Exception {
        return ScriptedCell.of(driver, id);
    }

    private StatementSnapshot read(long number) {
        return book.read(number, Allowance.standard()).orElseThrow();
    }

    private StatementSnapshot await(long number, StatementState state) throws Exception {
        Workbench.await(() -> read(number).state() == state);
        return read(number);
    }

    @Test
    void submit_givesNumbersFromZero_andKnowsAnIdAgain() {
        assertThat(submit("a", "1", "scala").statement().number()).isZero();
        assertThat(submit("b", "2", "scala").statement().number()).isEqualTo(1);
        Submitted again = submit("a", "1", "scala");
        assertThat(again.isNew()).isFalse();
        assertThat(again.statement().number()).isZero();
        assertThat(book.size()).isEqualTo(2);
    }

    @Test
    void waiting_showsTheCodeAsTypedAndItsLanguage() {
        submit("a", "\n%json x", "python");
        StatementSnapshot shown = read(0);
        assertThat(shown.state()).isEqualTo(StatementState.WAITING);
        assertThat(shown.code()).isEqualTo("\n%json x");
        assertThat(shown.language()).isEqualTo(Language.PYTHON);
        assertThat(shown.startedMillis()).isZero();
        assertThat(shown.completedMillis()).isZero();
        assertThat(shown.progress()).isZero();
        assertThat(shown.outputs()).isEmpty();
    }

    @Test
    void running_showsWhatItHasPrintedSoFarAndHowFarItIs() throws Exception {
        submit("a", "x", "scala");
        ScriptedCell cell = cell("a").begins(7).prints("half").progresses(1, 4);
        Workbench.await(() -> read(0).progress() == 0.25);
        StatementSnapshot shown = read(0);
        assertThat(shown.state()).isEqualTo(StatementState.RUNNING);
        assertThat(shown.outputs()).containsExactly(new Stream("stdout", "half"));
        assertThat(shown.startedMillis()).isPositive();
        assertThat(shown.completedMillis()).isZero();
        assertThat(shown.executionCount()).hasValue(7);
        cell.progresses(1, 10).progresses(6, 10);
        Workbench.await(() -> read(0).progress() == 0.6);
        cell.progresses(1, 100).prints("behind");
        Workbench.await(() -> read(0).outputs().contains(new Stream("stdout", "halfbehind")));
        assertThat(read(0).progress()).isEqualTo(0.6);
        cell.ends();
        assertThat(await(0, StatementState.AVAILABLE).progress()).isEqualTo(1);
    }

    @Test
    void available_hasTheValueTheCostAndTheLanguageThatRanIt() throws Exception {
        submit("a", "%%sql select 1", "scala");
        cell("a")
                .begins(1)
                .results(Json.object().put("text/plain", "1"))
                .ends(
                        "{\"status\":\"ok\",\"execution_count\":3}",
                        "{\"hearth_language\":\"sql\",\"hearth_cost\":{\"jobs\":2}}");
        StatementSnapshot shown = await(0, StatementState.AVAILABLE);
        assertThat(shown.language()).isEqualTo(Language.SQL);
        assertThat(shown.cost().orElseThrow().path("jobs").asInt()).isEqualTo(2);
        assertThat(shown.executionCount()).hasValue(3);
        assertThat(shown.completedMillis()).isGreaterThanOrEqualTo(shown.startedMillis());
        assertThat(((Display) shown.outputs().get(0)).isResult()).isTrue();
        assertThat(shown.failure()).isEmpty();
    }

    @Test
    void failed_isAvailableWithTheError() throws Exception {
        submit("a", "1/0", "python");
        cell("a").begins(1).fails("ZeroDivisionError", "division by zero", "Traceback", "line");
        StatementSnapshot shown = await(0, StatementState.AVAILABLE);
        assertThat(shown.failure())
                .contains(new Failure("ZeroDivisionError", "division by zero", List.of("Traceback", "line")));
    }

    @Test
    void clearOutput_takesAwayWhatWasBefore_andOnesThatWaitsWithTheNext() throws Exception {
        submit("a", "x", "python");
        ScriptedCell cell = cell("a")
                .begins(1)
                .prints("one")
                .says("clear_output", Json.object().put("wait", true));
        Workbench.await(() -> read(0).outputs().contains(new Stream("stdout", "one")));
        cell.prints("two")
                .says("clear_output", Json.object().put("wait", false))
                .prints("three");
        cell.ends();
        assertThat(await(0, StatementState.AVAILABLE).outputs()).containsExactly(new Stream("stdout", "three"));
    }

    @Test
    void updateDisplay_replacesTheDisplayInItsPlace() throws Exception {
        submit("a", "x", "python");
        cell("a")
                .begins(1)
                .displays("display_data", Json.object().put("text/plain", "0 %"), "bar")
                .prints("text")
                .displays("update_display_data", Json.object().put("text/plain", "100 %"), "bar")
                .ends();
        StatementSnapshot shown = await(0, StatementState.AVAILABLE);
        assertThat(shown.outputs()).hasSize(2);
        assertThat(((Display) shown.outputs().get(0)).data().path("text/plain").asText())
                .isEqualTo("100 %");
    }

    @Test
    void cancel_whileRunning_isCancellingUntilTheDriverHasEndedIt() throws Exception {
        submit("a", "x", "scala");
        ScriptedCell cell = cell("a").begins(1);
        await(0, StatementState.RUNNING);
        session.statementLog().cancel(session.statement(0).orElseThrow());
        session.statementLog().cancel(session.statement(0).orElseThrow());
        assertThat(read(0).state()).isEqualTo(StatementState.CANCELLING);
        Workbench.await(
                () -> driver.taken.stream().anyMatch(each -> each.messageType().equals("hearth_cancel_request")));
        cell.ends(
                "{\"status\":\"error\",\"ename\":\"E\",\"evalue\":\"v\",\"traceback\":[]}",
                "{\"hearth_cancelled\":true}");
        StatementSnapshot shown = await(0, StatementState.CANCELLED);
        assertThat(shown.progress()).isEqualTo(1);
        assertThat(shown.failure()).isPresent();
        assertThat(driver.taken.stream().filter(each -> each.messageType().equals("hearth_cancel_request")))
                .hasSize(1);
        session.statementLog().cancel(session.statement(0).orElseThrow());
        assertThat(driver.taken.stream().filter(each -> each.messageType().equals("hearth_cancel_request")))
                .hasSize(1);
    }

    @Test
    void cancel_whileWaiting_becomesCancelledWithoutHavingStarted() throws Exception {
        submit("a", "x", "scala");
        submit("b", "y", "scala");
        session.statementLog().cancel(session.statement(1).orElseThrow());
        cell("b").ends("{\"status\":\"aborted\"}", "{\"hearth_cancelled\":true}");
        StatementSnapshot shown = await(1, StatementState.CANCELLED);
        assertThat(shown.startedMillis()).isZero();
        assertThat(shown.outputs()).isEmpty();
        assertThat(read(0).state()).isEqualTo(StatementState.WAITING);
    }

    @Test
    void driverDies_theRunningOneFailsAndTheWaitingOneIsCancelled() throws Exception {
        submit("a", "x", "scala");
        submit("b", "y", "scala");
        cell("a").begins(1).prints("so far");
        await(0, StatementState.RUNNING);
        driver.end(1);
        StatementSnapshot shown = await(0, StatementState.AVAILABLE);
        assertThat(shown.failure().orElseThrow().ename()).isEqualTo("DriverDied");
        assertThat(shown.outputs()).contains(new Stream("stdout", "so far"));
        assertThat(await(1, StatementState.CANCELLED).outputs()).isEmpty();
    }

    @Test
    void gatewayRestarts_statementsOfAnEndedSessionAreReadable() throws Exception {
        submit("a", "x", "scala");
        cell("a").begins(1).prints("kept").ends();
        await(0, StatementState.AVAILABLE);
        driver.end(0);
        Workbench.await(session, view -> !view.state().isLive());
        bench.kill();
        bench.start();
        Session again = bench.sessions().findKept(session.id()).orElseThrow();
        StatementSnapshot shown =
                new StatementBook(again).read(0, Allowance.standard()).orElseThrow();
        assertThat(shown.state()).isEqualTo(StatementState.AVAILABLE);
        assertThat(shown.outputs()).containsExactly(new Stream("stdout", "kept"));
        assertThat(shown.code()).isEqualTo("x");
    }

    @Test
    void otherCells_ofTheSameIdFromAnotherClient_areNotMixedIn() throws Exception {
        try (TestClient client = TestClient.live(session, "other")) {
            client.execute("a", "theirs");
            submit("a", "ours", "scala");
            Workbench.await(() -> driver.taken.size() == 2);
            ScriptedCell.of(driver, "a").begins(1).prints("theirs").ends();
        }
        assertThat(await(0, StatementState.AVAILABLE).outputs()).hasSize(1);
        assertThat(read(1).state()).isEqualTo(StatementState.WAITING);
        assertThat(read(1).outputs()).isEmpty();
    }

    @Test
    void hugeOutput_isCutInTheMiddle_andCountsAgainstTheWholeList() throws Exception {
        submit("a", "x", "scala");
        ScriptedCell cell = cell("a").begins(1);
        for (int i = 0; i < 100; i++) {
            cell.prints("x".repeat(10_000));
        }
        cell.ends();
        await(0, StatementState.AVAILABLE);
        Allowance allowance = new Allowance(100_000, 120_000);
        StatementSnapshot shown = book.read(0, allowance).orElseThrow();
        assertThat(shown.outputs()).anyMatch(Omitted.class::isInstance);
        assertThat(shown.outputs().stream().mapToLong(OutputPart::weight).sum()).isBetween(50_000L, 101_000L);
        StatementSnapshot second = book.read(0, allowance).orElseThrow();
        assertThat(second.outputs().stream().mapToLong(OutputPart::weight).sum())
                .isLessThan(30_000L);
    }

    @Test
    void awaitEnd_isDoneWithTheEnd_orWhenTheTimeIsUp() throws Exception {
        submit("a", "x", "scala");
        ScriptedCell cell = cell("a").begins(1);
        var statement = session.statement(0).orElseThrow();
        assertThat(book.awaitEnd(statement, Duration.ofMillis(20), Runnable::run)
                        .get(5, TimeUnit.SECONDS))
                .isFalse();
        CompletableFuture<Boolean> waits = book.awaitEnd(statement, Duration.ofSeconds(20), Runnable::run);
        assertThat(waits).isNotDone();
        cell.ends();
        assertThat(waits.get(5, TimeUnit.SECONDS)).isTrue();
        assertThat(read(0).state()).isEqualTo(StatementState.AVAILABLE);
        assertThat(book.awaitEnd(statement, Duration.ofSeconds(20), Runnable::run))
                .isCompletedWithValue(true);
    }

    @Test
    void firstKept_isTheOldestThatIsThere() {
        assertThat(book.firstKept()).isZero();
        submit("a", "x", "scala");
        submit("b", "x", "scala");
        assertThat(book.firstKept()).isZero();
        assertThat(book.read(2, Allowance.standard())).isEmpty();
    }
}
