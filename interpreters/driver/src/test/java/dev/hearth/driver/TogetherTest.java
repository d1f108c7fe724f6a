package dev.hearth.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MessageType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Languages beside each other: values by name, variables, subshells, over a real link to an honest peer. */
class TogetherTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private TestPeer peer;
    private DriverUnderTest driver;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        peer = new TestPeer();
        driver = DriverUnderTest.start(peer, folder);
        run("%%python\n"); // both languages are ready from here on
        run("%%sql\n");
    }

    @AfterEach
    void stop() throws Exception {
        driver.close();
        peer.close();
    }

    private Transcript run(String code) throws Exception {
        String id = peer.execute("a", code);
        peer.awaitIdle(id);
        return peer.of(id);
    }

    private JsonNode reply(Channel channel, MessageType type, JsonNode content) throws Exception {
        String id = peer.request(channel, type, "a", content);
        peer.awaitIdle(id);
        return peer.of(id).content(type.reply().orElseThrow().wireName());
    }

    private String subshell() throws Exception {
        JsonNode made = reply(Channel.CONTROL, MessageType.CREATE_SUBSHELL_REQUEST, Json.object());
        assertThat(made.path("status").asText()).isEqualTo("ok");
        return made.path("subshell_id").asText();
    }

    @Test
    void valuesNamedInTheFirstLine_passToAndFromTheOwnLanguage() throws Exception {
        run("set x from scala");
        assertThat(run("%%python -i x\nget x").stdout()).startsWith("from scala");
        run("%%python --out=y,z\nset y from python");
        Transcript missing = run("%%python -o y -o z\nset y from python");
        assertThat(missing.content("error").path("evalue").asText()).contains("there is no z in python");
        run("%%python -o y\nset y again");
        assertThat(run("get y").stdout()).startsWith("again");
        // In the own language, -o gives to all others and -i takes from the first that has the name.
        run("%%scala -o w\nset w for all");
        assertThat(run("%%python\nget w").stdout()).startsWith("for all");
        assertThat(run("%%sql\nget w").stdout()).startsWith("for all");
        run("%%sql\nset s only sql");
        assertThat(run("%%scala -i s\nget s").stdout()).startsWith("only sql");
    }

    @Test
    void optionsOfSql_reachItsCell() throws Exception {
        assertThat(run("%%sql -n 7 -o r\nget x").content("error").path("evalue").asText())
                .contains("there is no r in sql");
        assertThat(run("%%sql --rows=0\nget x").stdout()).isEqualTo("nothing {rows=0}");
    }

    @Test
    void unknownOptions_areErrorsThatListTheKnown_andNothingRuns() throws Exception {
        for (String line :
                new String[] {"%%python -n 5", "%%python x", "%%scala -i", "%%python -i 1x", "%%sql -n many"}) {
            Transcript said = run(line + "\nprint ran");
            assertThat(said.stdout()).isEmpty();
            assertThat(said.content("error").path("ename").asText()).isEqualTo("UsageError");
            assertThat(said.content("error").path("evalue").asText()).contains("-i NAMES", "-o NAMES", "found");
        }
        assertThat(run("%%sql -x").content("error").path("evalue").asText()).contains("-n ROWS");
    }

    @Test
    void whatCannotPass_isAnErrorThatNamesItsType() throws Exception {
        run("set thing a");
        Transcript said = run("%%python -i thing\nprint ran");
        assertThat(said.stdout()).isEmpty();
        assertThat(said.content("execute_reply").path("ename").asText()).isEqualTo("UnpassableValue");
        assertThat(said.content("error").path("evalue").asText()).contains("type Thing", "cannot pass");
        assertThat(run("%%python -i nowhere\nprint ran")
                        .content("error")
                        .path("evalue")
                        .asText())
                .isEqualTo("there is no nowhere in scala or sql");
    }

    @Test
    void variables_areThoseOfAllLanguages_alsoWhileACellRuns() throws Exception {
        run("set x 1");
        run("%%python\nset y two");
        String busy = peer.execute("a", "hang");
        peer.await("the cell", SOON, p -> p.of(busy).has("execute_input"));
        JsonNode all = reply(Channel.SHELL, MessageType.HEARTH_VARIABLES_REQUEST, Json.object());
        assertThat(all.path("variables").toString())
                .isEqualTo(
                        "[{\"language\":\"scala\",\"name\":\"x\",\"type\":\"Text\",\"size_bytes\":1,\"preview\":\"1\"},"
                                + "{\"language\":\"python\",\"name\":\"y\",\"type\":\"Text\",\"size_bytes\":3,\"preview\":\"two\"}]");
        peer.interrupt();
        peer.awaitIdle(busy);
    }

    @Test
    void variablePanel_worksWithoutADebugger() throws Exception {
        run("set x 1");
        JsonNode info = reply(Channel.SHELL, MessageType.KERNEL_INFO_REQUEST, Json.object());
        assertThat(info.path("supported_features").toString()).isEqualTo("[\"debugger\",\"kernel subshells\"]");
        assertThat(debug("debugInfo").path("body").path("isStarted").asBoolean())
                .isFalse();
        assertThat(debug("initialize").path("success").asBoolean()).isTrue();
        assertThat(debug("attach").path("success").asBoolean()).isTrue();
        JsonNode variable =
                debug("inspectVariables").path("body").path("variables").path(0);
        assertThat(variable.path("name").asText()).isEqualTo("x");
        assertThat(variable.path("value").asText()).isEqualTo("1");
        JsonNode rich = reply(
                Channel.CONTROL,
                MessageType.DEBUG_REQUEST,
                Json.object()
                        .put("command", "richInspectVariables")
                        .set("arguments", Json.object().put("variableName", "x")));
        assertThat(rich.path("body").path("data").path("text/plain").asText()).isEqualTo("1");
        assertThat(debug("stepIn").path("success").asBoolean()).isFalse();
        assertThat(debug("debugInfo").path("body").path("isStarted").asBoolean())
                .isTrue();
    }

    private JsonNode debug(String command) throws Exception {
        return reply(
                Channel.CONTROL,
                MessageType.DEBUG_REQUEST,
                Json.object().put("command", command).put("seq", 1));
    }

    @Test
    void subshell_runsBesideTheMainShell_andItsInterruptIsItsOwn() throws Exception {
        String id = subshell();
        assertThat(reply(Channel.CONTROL, MessageType.LIST_SUBSHELL_REQUEST, Json.object())
                        .path("subshell_id")
                        .toString())
                .isEqualTo("[\"" + id + "\"]");
        String main = peer.execute("a", "hang");
        peer.await("the main cell", SOON, p -> p.of(main).has("execute_input"));
        peer.in(id);
        assertThat(run("where").stdout()).isEqualTo("hearth-subshell-" + id + " fake-1");
        assertThat(run("%%python\nwhere").stdout()).isEqualTo("hearth-subshell-" + id + " fake-1");
        String beside = peer.execute("a", "hang");
        peer.await("the other cell", SOON, p -> p.of(beside).has("execute_input"));
        peer.interrupt();
        peer.awaitIdle(beside);
        assertThat(peer.of(main).isIdle()).isFalse();
        peer.in(null);
        peer.interrupt();
        peer.awaitIdle(main);
        assertThat(peer.of(main).content("error").path("ename").asText()).isEqualTo("KeyboardInterrupt");
    }

    @Test
    void interruptWithoutASubshell_endsTheCellsOfAllShells() throws Exception {
        String main = peer.execute("a", "hang");
        peer.in(subshell());
        String beside = peer.execute("a", "hang");
        peer.await(
                "both cells",
                SOON,
                p -> p.of(beside).has("execute_input") && p.of(main).has("execute_input"));
        peer.in(null);
        peer.interrupt();
        peer.awaitIdle(main);
        peer.awaitIdle(beside);
    }

    @Test
    void cellOfALanguageWithoutSubshells_waitsForTheMainShell() throws Exception {
        String id = subshell();
        String main = peer.execute("a", "hang");
        peer.await("the main cell", SOON, p -> p.of(main).has("execute_input"));
        peer.in(id);
        String sql = peer.execute("a", "%%sql\nwhere");
        String next = peer.execute("a", "where");
        peer.in(null);
        peer.interrupt();
        peer.awaitIdle(next);
        assertThat(peer.of(sql).stdout()).isEqualTo("hearth-shell null");
        assertThat(peer.of(next).stdout()).startsWith("hearth-subshell-");
    }

    @Test
    void failureInASubshell_abortsOnlyWhatWaitsThere() throws Exception {
        String id = subshell();
        String main = peer.execute("a", "hang");
        String waiting = peer.execute("a", "print unharmed");
        peer.in(id);
        String failing = peer.execute("a", "hang");
        String aborted = peer.execute("a", "print never");
        peer.await(
                "both cells",
                SOON,
                p -> p.of(failing).has("execute_input") && p.of(main).has("execute_input"));
        peer.interrupt();
        peer.awaitIdle(aborted);
        assertThat(peer.of(aborted).content("execute_reply").path("status").asText())
                .isEqualTo("aborted");
        peer.request(
                Channel.CONTROL,
                MessageType.DELETE_SUBSHELL_REQUEST,
                "a",
                Json.object().put("subshell_id", id));
        peer.in(null);
        assertThat(peer.of(waiting).isIdle()).isFalse();
        String last = peer.execute("b", "print last");
        peer.interrupt();
        peer.awaitIdle(last);
        assertThat(peer.of(last).stdout()).isEqualTo("last");
    }

    @Test
    void deletedSubshell_isUnknown_andWhatWaitedThereIsAborted() throws Exception {
        String id = subshell();
        peer.in(id);
        String running = peer.execute("a", "hang");
        peer.await("the cell", SOON, p -> p.of(running).has("execute_input"));
        String waiting = peer.execute("b", "print never");
        peer.in(null);
        JsonNode deleted = reply(
                Channel.CONTROL,
                MessageType.DELETE_SUBSHELL_REQUEST,
                Json.object().put("subshell_id", id));
        assertThat(deleted.path("status").asText()).isEqualTo("ok");
        peer.awaitIdle(waiting);
        peer.awaitIdle(running);
        assertThat(peer.of(waiting).content("execute_reply").path("status").asText())
                .isEqualTo("aborted");
        peer.in(id);
        Transcript unknown = run("print never");
        assertThat(unknown.stdout()).isEmpty();
        assertThat(unknown.content("execute_reply").path("ename").asText()).isEqualTo("UnknownSubshell");
    }

    @Test
    void subshells_areBounded() throws Exception {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 32; i++) {
            ids.add(subshell());
        }
        assertThat(ids).hasSize(32);
        JsonNode refused = reply(Channel.CONTROL, MessageType.CREATE_SUBSHELL_REQUEST, Json.object());
        assertThat(refused.path("ename").asText()).isEqualTo("TooManySubshells");
    }

    @Test
    void executionCount_isOneForAllShells() throws Exception {
        int before =
                run("value 1").content("execute_reply").path("execution_count").asInt();
        peer.in(subshell());
        assertThat(run("value 2")
                        .content("execute_result")
                        .path("execution_count")
                        .asInt())
                .isEqualTo(before + 1);
        peer.in(null);
        assertThat(run("value 3")
                        .content("execute_reply")
                        .path("execution_count")
                        .asInt())
                .isEqualTo(before + 2);
    }

    @Test
    void commsOfTheDriversOwnTargets_areServedByIt() throws Exception {
        String open = peer.request(
                Channel.SHELL,
                MessageType.COMM_OPEN,
                "a",
                Json.object().put("comm_id", "c1").put("target_name", "own"));
        peer.awaitIdle(open);
        assertThat(reply(Channel.SHELL, MessageType.COMM_INFO_REQUEST, Json.object())
                        .path("comms")
                        .path("c1")
                        .path("target_name")
                        .asText())
                .isEqualTo("own");
        peer.awaitIdle(peer.request(
                Channel.SHELL, MessageType.COMM_CLOSE, "a", Json.object().put("comm_id", "c1")));
        assertThat(driver.engine.ownComms).isEmpty();
    }
}
