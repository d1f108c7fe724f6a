package dev.hearth.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MessageType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a driver answers where something is wrong: with a request, with an interpreter, with the room for requests. */
class DispatchFaultsTest {
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
    void interrupterDeath_isAnErrorInTheCell_andTheNextCellFindsANewOne() throws Exception {
        String dying = peer.execute("a", Json.object().put("code", "die").put("stop_on_error", false));
        String fault = peer.execute("a", Json.object().put("code", "fault").put("stop_on_error", false));
        String bug = peer.execute("a", Json.object().put("code", "throw").put("stop_on_error", false));
        String next = peer.execute("a", "print back");
        peer.awaitIdle(next);
        assertThat(peer.of(dying).content("error").path("ename").asText()).isEqualTo("InterpreterDied");
        assertThat(peer.of(fault).content("error").path("ename").asText()).isEqualTo("InterpreterFault");
        assertThat(peer.of(bug).content("error").path("ename").asText()).isEqualTo("InterpreterFault");
        assertThat(peer.of(next).stdout()).isEqualTo("back");
        assertThat(driver.engine.own.starts.get()).isEqualTo(2);
    }

    @Test
    void anyThrowable_ofACell_isItsError_andTheShellGoesOn() throws Exception {
        String error = peer.execute("a", Json.object().put("code", "break").put("stop_on_error", false));
        String undeclared =
                peer.execute("a", Json.object().put("code", "break-badly").put("stop_on_error", false));
        String next = peer.execute("a", "print goes on");
        peer.awaitIdle(next);
        for (String broken : new String[] {error, undeclared}) {
            assertThat(peer.of(broken).content("error").path("ename").asText()).isEqualTo("InterpreterFault");
            assertThat(peer.of(broken).content("execute_reply").path("status").asText())
                    .isEqualTo("error");
        }
        assertThat(peer.of(next).stdout()).isEqualTo("goes on");
    }

    @Test
    void anyThrowable_ofAQuestion_isItsAnswer_andTheNextIsAnswered() throws Exception {
        peer.awaitIdle(peer.execute("a", "value 1")); // the language is ready
        String broken = complete("break");
        peer.awaitIdle(broken);
        String next = complete("p");
        peer.awaitIdle(next);
        assertThat(peer.of(broken).content("complete_reply").path("ename").asText())
                .isEqualTo("AssertionError");
        assertThat(peer.of(next).content("complete_reply").path("matches")).hasSize(2);
    }

    private String complete(String code) throws Exception {
        return peer.request(
                Channel.SHELL,
                MessageType.COMPLETE_REQUEST,
                "a",
                Json.object().put("code", code).put("cursor_pos", 1));
    }

    @Test
    void unknownTypesAndBadContents_areAnswered() throws Exception {
        String unknown = peer.request(Channel.SHELL, "hearth_no_such_request", "a", Json.object(), "");
        String bad = peer.request(
                Channel.SHELL, MessageType.EXECUTE_REQUEST, "a", Json.object().put("user_expressions", "no map"));
        String debug = peer.request(Channel.CONTROL, MessageType.DEBUG_REQUEST, "a", Json.object());
        String good = peer.execute("a", "print on");
        peer.awaitIdle(good);
        peer.awaitIdle(debug);
        peer.awaitIdle(unknown);
        assertThat(peer.of(unknown)
                        .content("hearth_no_such_reply")
                        .path("ename")
                        .asText())
                .isEqualTo("UnknownRequest");
        assertThat(peer.of(bad).content("execute_reply").path("ename").asText()).isEqualTo("BadRequest");
        JsonNode refused = peer.of(debug).content("debug_reply");
        assertThat(refused.path("success").asBoolean(true)).isFalse();
        assertThat(refused.path("message").asText()).contains("no debugger");
    }

    @Test
    void shellQueue_full_isAnsweredWithAnError() throws Exception {
        String running = peer.execute("a", "hang");
        peer.await("the cell", Duration.ofSeconds(5), p -> p.of(running).has("execute_input"));
        String last = "";
        for (int i = 0; i < 70; i++) {
            last = peer.execute("a", "print " + i);
        }
        peer.awaitIdle(last);
        assertThat(peer.of(last).content("execute_reply").path("ename").asText())
                .isEqualTo("QueueFull");
        peer.interrupt();
        peer.awaitIdle(running);
    }

    @Test
    void debugRequests_thatWaitForALanguage_areBounded_andLeaveControlFree() throws Exception {
        peer.awaitIdle(peer.execute("a", "value 1")); // the language is ready
        CountDownLatch held = new CountDownLatch(1);
        driver.engine.own.values.mayBeListed = held;
        try {
            String holding = peer.request(
                    Channel.CONTROL,
                    MessageType.DEBUG_REQUEST,
                    "a",
                    Json.object().put("command", "inspectVariables").put("seq", 1));
            peer.await("busy", Duration.ofSeconds(5), p -> p.of(holding).types().contains("status:busy"));
            String last = "";
            for (int i = 0; i < 1025; i++) {
                last = peer.request(
                        Channel.CONTROL,
                        MessageType.DEBUG_REQUEST,
                        "a",
                        Json.object().put("command", "debugInfo"));
            }
            peer.awaitIdle(last);
            assertThat(peer.of(last).content("debug_reply").path("ename").asText())
                    .isEqualTo("QueueFull");
            String control = peer.request(Channel.CONTROL, MessageType.LIST_SUBSHELL_REQUEST, "a", Json.object());
            peer.awaitIdle(control);
            assertThat(peer.of(control)
                            .content("list_subshell_reply")
                            .path("status")
                            .asText())
                    .isEqualTo("ok");
            assertThat(peer.of(holding).has("debug_reply")).isFalse();
        } finally {
            held.countDown();
        }
    }
}
