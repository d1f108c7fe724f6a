package dev.hearth.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.link.LinkRecord;
import dev.hearth.protocol.link.RecordClass;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a driver says for each kind of request, over a real link to an honest peer. */
class DispatchTest {
    private Path folder;
    private TestPeer peer;
    private DriverUnderTest driver;

    @BeforeEach
    void start(@TempDir Path given) throws Exception {
        folder = given;
        peer = new TestPeer();
        driver = DriverUnderTest.start(peer, folder);
    }

    @AfterEach
    void stop() throws Exception {
        driver.close();
        peer.close();
    }

    @Test
    void execute_saysBusyInputOutputReplyIdleInOrder() throws Exception {
        String id = peer.execute("a", "print hello");
        peer.awaitIdle(id);
        Transcript said = peer.of(id);
        assertThat(said.types())
                .containsExactly("status:busy", "execute_input", "stream", "execute_reply", "status:idle");
        assertThat(said.stdout()).isEqualTo("hello");
        assertThat(said.content("execute_reply").path("status").asText()).isEqualTo("ok");
        LinkRecord reply = said.record("execute_reply");
        assertThat(reply.envelope().origin()).isEqualTo("a");
        assertThat(reply.envelope().channel()).isEqualTo(Channel.SHELL);
        assertThat(reply.readMessage().readHeader().session()).isEqualTo(TestPeer.HEADER_SESSION);
        assertThat(reply.readMessage().readParentHeader().msgId()).isEqualTo(id);
        assertThat(said.record("stream").envelope().recordClass()).isEqualTo(RecordClass.OUTPUT);
    }

    @Test
    void execute_value_isAResultUnlessSilent() throws Exception {
        String loud = peer.execute("a", "value 42");
        String silent = peer.execute("a", Json.object().put("code", "value 43").put("silent", true));
        peer.awaitIdle(silent);
        JsonNode result = peer.of(loud).content("execute_result");
        assertThat(result.path("data").path("text/plain").asText()).isEqualTo("42");
        assertThat(result.path("execution_count").asInt()).isEqualTo(1);
        assertThat(peer.of(silent).types()).containsExactly("status:busy", "execute_reply", "status:idle");
        assertThat(peer.of(silent)
                        .content("execute_reply")
                        .path("execution_count")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void executionCount_isOneForAllLanguages() throws Exception {
        String scala = peer.execute("a", "value 1");
        String python = peer.execute("a", "%%python\nvalue 2");
        String unstored = peer.execute("a", Json.object().put("code", "value 3").put("store_history", false));
        String sql = peer.execute("a", "%%sql\nvalue 4");
        peer.awaitIdle(sql);
        assertThat(count(scala)).isEqualTo(1);
        assertThat(count(python)).isEqualTo(2);
        assertThat(count(unstored)).isEqualTo(3);
        assertThat(count(sql)).isEqualTo(3);
        assertThat(driver.engine.other.starts.get()).isEqualTo(1);
    }

    private int count(String id) {
        return peer.of(id).content("execute_reply").path("execution_count").asInt();
    }

    @Test
    void failure_abortsWhatTheSameOriginQueued_andNothingElse() throws Exception {
        String first = peer.execute("a", "hang");
        peer.await("the first", Duration.ofSeconds(5), p -> p.of(first).has("execute_input"));
        String second = peer.execute("a", "print second");
        String foreign = peer.execute("b", "print foreign");
        String third = peer.execute("a", "print third");
        String interrupt = peer.interrupt();
        peer.awaitIdle(third);
        peer.awaitIdle(interrupt);
        assertThat(peer.of(first).content("execute_reply").path("status").asText())
                .isEqualTo("error");
        assertThat(peer.of(first).content("error").path("ename").asText()).isEqualTo("KeyboardInterrupt");
        for (String aborted : new String[] {second, third}) {
            assertThat(peer.of(aborted).types()).containsExactly("status:busy", "execute_reply", "status:idle");
            assertThat(peer.of(aborted).content("execute_reply").path("status").asText())
                    .isEqualTo("aborted");
        }
        assertThat(peer.of(foreign).stdout()).isEqualTo("foreign");
    }

    @Test
    void failure_withoutStopOnError_abortsNothing() throws Exception {
        String first =
                peer.execute("a", Json.object().put("code", "fail because").put("stop_on_error", false));
        String second = peer.execute("a", "print second");
        peer.awaitIdle(second);
        assertThat(peer.of(first).types())
                .containsExactly("status:busy", "execute_input", "error", "execute_reply", "status:idle");
        assertThat(peer.of(second).stdout()).isEqualTo("second");
    }

    @Test
    void input_goesToTheClientAndBack_andOnlyTheFirstReplyCounts() throws Exception {
        String cell = peer.execute("a", "ask name?");
        peer.await("the question", Duration.ofSeconds(5), p -> p.of(cell).has("input_request"));
        LinkRecord question = peer.of(cell).record("input_request");
        assertThat(question.envelope().channel()).isEqualTo(Channel.STDIN);
        assertThat(question.envelope().origin()).isEqualTo("a");
        assertThat(TestPeer.content(question).path("prompt").asText()).isEqualTo("name?");
        peer.request(Channel.STDIN, "input_reply", "a", Json.object().put("value", "other"), "no-such-question");
        for (String value : new String[] {"Ada", "Eve"}) {
            peer.request(
                    Channel.STDIN,
                    "input_reply",
                    "a",
                    Json.object().put("value", value),
                    question.envelope().messageId());
        }
        peer.awaitIdle(cell);
        assertThat(peer.of(cell).stdout()).isEqualTo("you said Ada");
    }

    @Test
    void kernelInfo_isAnsweredWhileACellRuns_andIsTransient() throws Exception {
        String cell = peer.execute("a", "hang");
        peer.await("the cell's start", Duration.ofSeconds(20), p -> p.of(cell).has("execute_input"));
        String info = peer.request(Channel.SHELL, MessageType.KERNEL_INFO_REQUEST, "b", Json.object());
        peer.awaitIdle(info);
        Transcript said = peer.of(info);
        assertThat(said.types()).containsExactly("status:busy", "kernel_info_reply", "status:idle");
        assertThat(said.records()).allMatch(record -> record.envelope().recordClass() == RecordClass.TRANSIENT);
        assertThat(said.content("kernel_info_reply").path("protocol_version").asText())
                .isEqualTo("5.5");
        assertThat(said.content("kernel_info_reply")
                        .path("language_info")
                        .path("name")
                        .asText())
                .isEqualTo("scala");
        peer.interrupt();
        peer.awaitIdle(cell);
    }

    @Test
    void complete_besideACell_keepsTypesAlignedAndCursorsInCodePoints() throws Exception {
        // A language that is not ready answers nothing beside a cell.
        peer.await("Python", Duration.ofSeconds(20), p -> p.events("hearth_phase").stream()
                .anyMatch(each -> each.path("phase").asText().equals("python")));
        String cell = peer.execute("a", "hang");
        peer.await("the cell's start", Duration.ofSeconds(20), p -> p.of(cell).has("execute_input"));
        String id = peer.request(
                Channel.SHELL,
                MessageType.COMPLETE_REQUEST,
                "a",
                Json.object().put("code", "%%python\n\uD83D\uDE00p").put("cursor_pos", 11));
        String inspect = peer.request(
                Channel.SHELL, MessageType.INSPECT_REQUEST, "a", Json.object().put("code", "p"));
        peer.awaitIdle(id);
        JsonNode reply = peer.of(id).content("complete_reply");
        assertThat(reply.path("matches")).hasSize(2);
        JsonNode types = reply.path("metadata").path("_jupyter_types_experimental");
        assertThat(types).hasSize(2);
        assertThat(types.path(0).path("text").asText())
                .isEqualTo(reply.path("matches").path(0).asText());
        assertThat(reply.path("cursor_start").asInt()).isEqualTo(10);
        assertThat(reply.path("cursor_end").asInt()).isEqualTo(11);
        assertThat(peer.of(inspect).records()).isEmpty(); // not allowed beside a cell: it waits
        peer.interrupt();
        peer.awaitIdle(cell);
        peer.awaitIdle(inspect);
        assertThat(peer.of(inspect).content("inspect_reply").path("found").asBoolean())
                .isTrue();
    }

    @Test
    void isComplete_indentsOnlyWhatIsIncomplete() throws Exception {
        String open = peer.request(
                Channel.SHELL,
                MessageType.IS_COMPLETE_REQUEST,
                "a",
                Json.object().put("code", "f("));
        String whole = peer.request(
                Channel.SHELL,
                MessageType.IS_COMPLETE_REQUEST,
                "a",
                Json.object().put("code", "f()"));
        peer.awaitIdle(open);
        peer.awaitIdle(whole);
        assertThat(peer.of(open).content("is_complete_reply").path("indent").asText())
                .isEqualTo("  ");
        assertThat(peer.of(whole).content("is_complete_reply").has("indent")).isFalse();
    }

    @Test
    void history_givesTailRangeAndSearch() throws Exception {
        for (String code : new String[] {"value 1", "print a", "value 1", "print b"}) {
            peer.awaitIdle(peer.execute("a", code));
        }
        assertThat(history(Json.object().put("hist_access_type", "tail").put("n", 2)))
                .hasToString("[[1,3,\"value 1\"],[1,4,\"print b\"]]");
        assertThat(history(Json.object()
                        .put("hist_access_type", "range")
                        .put("session", 0)
                        .put("start", 1)
                        .put("stop", 3)
                        .put("output", true)))
                .hasToString("[[1,1,[\"value 1\",\"1\"]],[1,2,[\"print a\",null]]]");
        assertThat(history(Json.object()
                        .put("hist_access_type", "search")
                        .put("pattern", "v*1")
                        .put("unique", true)))
                .hasToString("[[1,3,\"value 1\"]]");
    }

    private JsonNode history(JsonNode content) throws Exception {
        String id = peer.request(Channel.SHELL, MessageType.HISTORY_REQUEST, "a", content);
        peer.awaitIdle(id);
        return peer.of(id).content("history_reply").path("history");
    }

    @Test
    void comms_withoutTarget_areClosedAtOnce_andNothingIsListed() throws Exception {
        String open = peer.request(
                Channel.SHELL,
                MessageType.COMM_OPEN,
                "a",
                Json.object().put("comm_id", "c1").put("target_name", "nobody"));
        String info = peer.request(Channel.SHELL, MessageType.COMM_INFO_REQUEST, "a", Json.object());
        peer.awaitIdle(open);
        peer.awaitIdle(info);
        assertThat(peer.of(open).types()).containsExactly("status:busy", "comm_close", "status:idle");
        assertThat(peer.of(open).content("comm_close").path("comm_id").asText()).isEqualTo("c1");
        assertThat(peer.of(info).content("comm_info_reply").path("comms")).isEmpty();
    }

    @Test
    void userExpressions_areEvaluatedAfterSuccess() throws Exception {
        String id = peer.execute(
                "a",
                Json.object()
                        .put("code", "value 1")
                        .set("user_expressions", Json.object().put("x", "1").put("y", "bad")));
        peer.awaitIdle(id);
        JsonNode values = peer.of(id).content("execute_reply").path("user_expressions");
        assertThat(values.path("x").path("data").path("text/plain").asText()).isEqualTo("=1");
        assertThat(values.path("y").path("status").asText()).isEqualTo("error");
    }

    @Test
    void shutdown_isAnsweredBeforeTheEnd() throws Exception {
        String id = peer.request(
                Channel.CONTROL,
                MessageType.SHUTDOWN_REQUEST,
                "a",
                Json.object().put("restart", false));
        assertThat(driver.exitStatus(Duration.ofSeconds(10))).isEqualTo(0);
        assertThat(peer.of(id).types()).containsExactly("status:busy", "shutdown_reply", "status:idle");
        assertThat(peer.awaitEvent("hearth_ending").path("reason").asText()).contains("shut down");
    }

    @Test
    void sparkEnd_whileACellRuns_letsItEndAndThenEndsTheDriver() throws Exception {
        String cell = peer.execute("a", "hang-deaf");
        String never = peer.execute("b", "print never");
        peer.await("the cell", Duration.ofSeconds(5), p -> p.of(cell).has("execute_input"));
        driver.engine.onSparkEnd.accept("the cell stopped the Spark context");
        assertThat(driver.exitStatus(Duration.ofSeconds(10))).isEqualTo(0);
        assertThat(peer.of(cell).content("execute_reply").path("status").asText())
                .isEqualTo("ok");
        assertThat(peer.of(never).records()).isEmpty();
        assertThat(peer.awaitEvent("hearth_ending").path("reason").asText()).contains("stopped the Spark context");
    }

    @Test
    void start_beforeTheLanguageIsReady_cellsWaitAndKernelInfoDoesNot() throws Exception {
        CountDownLatch mayStart = new CountDownLatch(1);
        try (TestPeer late = new TestPeer()) {
            DriverUnderTest starting = new DriverUnderTest(
                    late.descriptor(folder.resolve("late"), Language.SCALA, TestPeer.settings(1 << 20, 0)), mayStart);
            late.awaitLinked();
            String cell = late.execute("a", "print first");
            String info = late.request(Channel.SHELL, MessageType.KERNEL_INFO_REQUEST, "a", Json.object());
            late.awaitIdle(info);
            assertThat(late.of(cell).records()).isEmpty();
            assertThat(late.received()).noneMatch(record -> record.envelope().recordClass() == RecordClass.DURABLE);
            mayStart.countDown();
            late.awaitIdle(cell);
            LinkRecord first = late.received().stream()
                    .filter(record -> record.envelope().recordClass() == RecordClass.DURABLE)
                    .findFirst()
                    .orElseThrow();
            assertThat(first.envelope().messageType()).isEqualTo("status");
            assertThat(first.envelope().parentId()).isEmpty();
            assertThat(late.events("hearth_phase"))
                    .extracting(event -> event.path("phase").asText())
                    .contains("process", "link", "scala");
            starting.close();
        }
    }

    @Test
    void start_otherLanguages_waitForACellThatCameMeanwhile() throws Exception {
        CountDownLatch mayStart = new CountDownLatch(1);
        try (TestPeer late = new TestPeer()) {
            DriverUnderTest starting = new DriverUnderTest(
                    late.descriptor(folder.resolve("late"), Language.SCALA, TestPeer.settings(1 << 20, 0)), mayStart);
            late.awaitLinked();
            String cell = late.execute("a", "hang");
            String info = late.request(Channel.SHELL, MessageType.KERNEL_INFO_REQUEST, "a", Json.object());
            late.awaitIdle(info); // which came behind the cell
            mayStart.countDown();
            late.await("the cell", Duration.ofSeconds(20), p -> p.of(cell).has("execute_input"));
            assertThat(starting.engine.other.starts.get()).isZero();
            late.interrupt();
            late.awaitIdle(cell);
            late.await("Python", Duration.ofSeconds(5), p -> p.events("hearth_phase").stream()
                    .anyMatch(each -> each.path("phase").asText().equals("python")));
            starting.close();
        }
    }
}
