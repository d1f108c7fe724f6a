package dev.hearth.gateway.jupyter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.gateway.jupyter.SocketClient.Got;
import dev.hearth.gateway.session.SessionState;
import dev.hearth.gateway.session.TestClient;
import dev.hearth.protocol.Channel;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.exceptions.UpgradeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /api/kernels/{id}/channels}: what clients send and get. */
class ChannelsTest {
    @TempDir
    static Path root;

    private static FaceBench bench;

    private String kernel;

    @BeforeAll
    static void begin() throws Exception {
        bench = new FaceBench(root).start();
    }

    @BeforeEach
    void kernel() throws Exception {
        kernel = bench.readyKernel();
    }

    @AfterAll
    static void end() {
        bench.close();
    }

    private SocketClient connect(String session, boolean v1) throws Exception {
        return v1 ? SocketClient.v1(bench, kernel, session) : SocketClient.legacy(bench, kernel, session);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void execute_givesBusyInputOutputReplyIdle_inBothFramings(boolean v1) throws Exception {
        try (SocketClient client = connect("a", v1)) {
            List<Got> all = client.run("hello");
            assertThat(SocketClient.whats(all))
                    .containsExactly("status:busy", "execute_input", "stream", "execute_reply", "status:idle");
            assertThat(all).allMatch(got -> got.text() != v1);
            assertThat(all)
                    .extracting(Got::session)
                    .containsOnly(bench.session(kernel).view().headerSession());
        }
    }

    @Test
    void subProtocol_isChosenOnlyWhenOffered() throws Exception {
        try (SocketClient offered = connect("a", true);
                SocketClient none = connect("b", false)) {
            assertThat(offered.subprotocol()).isEqualTo("v1.kernel.websocket.jupyter.org");
            assertThat(none.subprotocol()).isEmpty();
        }
    }

    @Test
    void twoClients_replyGoesToTheOneWhoAsked_broadcastsToBoth() throws Exception {
        try (SocketClient one = connect("a", true);
                SocketClient two = connect("b", false)) {
            String request = one.execute("shared");
            assertThat(SocketClient.whats(one.untilIdle(request))).contains("execute_reply", "stream");
            assertThat(SocketClient.whats(two.untilIdle(request)))
                    .contains("execute_input", "stream", "status:busy")
                    .doesNotContain("execute_reply");
        }
    }

    @Test
    void events_areNeverSentToJupyterClients() throws Exception {
        try (SocketClient client = connect("a", true);
                TestClient events = TestClient.live(bench.session(kernel), "e")) {
            bench.driver().event("hearth_progress", "{\"jobs\":1}");
            events.await(each -> each.type().equals("hearth_progress")); // it is with the session's readers
            String request = client.execute("x");
            List<Got> all = client.until(
                    got -> got.what().equals("status:idle") && got.parent().equals(request));
            assertThat(SocketClient.whats(all)).contains("execute_reply").noneMatch(what -> what.startsWith("hearth"));
        }
    }

    @Test
    void comingBack_givesWhatWasMissed_andNothingTwiceButWhatWasInFlight() throws Exception {
        SocketClient client = connect("a", true);
        client.run("seen");
        FaceBench.await(() -> client.inbox.isEmpty());
        TimeUnit.MILLISECONDS.sleep(200); // the ping after a pause, and its pong
        client.abort();
        FaceBench.await(() -> bench.session(kernel).view().connections() == 0);
        String request;
        try (SocketClient other = connect("b", true)) {
            request = other.execute("missed");
            other.untilIdle(request);
        }
        try (SocketClient back = connect("a", true)) {
            List<Got> all = back.until(
                    got -> got.what().equals("status:idle") && got.parent().equals(request));
            assertThat(all).noneMatch(got -> got.content().toString().contains("seen"));
            assertThat(all).anyMatch(got -> got.content().toString().contains("missed"));
        }
    }

    @Test
    void comingBack_toAnotherGateway_goesOnWhereItWas() throws Exception {
        SocketClient client = connect("a", false);
        String request = client.execute("print 5");
        client.untilIdle(request);
        TimeUnit.MILLISECONDS.sleep(200); // the ping after a pause, and its pong
        bench.again(again -> List.of());
        assertThat(client.awaitClose()).isEqualTo(1012);
        FaceBench.await(() -> bench.session(kernel).view().linked());
        try (SocketClient other = connect("b", true)) {
            other.run("later");
        }
        try (SocketClient back = connect("a", false)) {
            List<Got> all = back.until(got -> got.content().toString().contains("later"));
            assertThat(all).noneMatch(got -> got.content().toString().contains("line"));
        }
    }

    @Test
    void since_replaysFromThere_andEndsWithTheTrueState() throws Exception {
        try (SocketClient client = connect("a", true)) {
            client.run("first");
            client.run("second");
        }
        try (SocketClient late = SocketClient.since(bench, kernel, "c", 0)) {
            List<Got> all = late.until(got -> got.content().toString().contains("second"));
            assertThat(all).anyMatch(got -> got.content().toString().contains("first"));
            assertThat(all).noneMatch(got -> got.type().equals("execute_reply"));
            assertThat(late.await(got -> got.type().equals("status")).what()).isEqualTo("status:idle");
        }
    }

    @Test
    void beginPing_nothingIsSentBeforeTheClientHasSentAPing() throws Exception {
        try (SocketClient client = connect("a", true)) {
            client.run("first");
        }
        try (SocketClient waiting = SocketClient.asking(bench, kernel, "w", "&since=0&begin=ping");
                SocketClient other = SocketClient.since(bench, kernel, "c", 0)) {
            other.await(got -> got.content().toString().contains("first"));
            other.run("second"); // time enough for the one that waits, if it did not
            assertThat(waiting.isQuiet()).isTrue();
            waiting.ping();
            List<Got> all = waiting.until(got -> got.content().toString().contains("second"));
            assertThat(all).anyMatch(got -> got.content().toString().contains("first"));
        }
        assertThatThrownBy(() -> SocketClient.asking(bench, kernel, "w", "&begin=now"))
                .hasCauseInstanceOf(UpgradeException.class);
    }

    @Test
    void sameSessionAgain_replacesTheFirst_whichIsNotAskedBack() throws Exception {
        try (SocketClient first = connect("a", true);
                SocketClient second = connect("a", false)) {
            assertThat(first.awaitClose()).isEqualTo(1000);
            assertThat(SocketClient.whats(second.run("x"))).contains("execute_reply");
            assertThat(bench.session(kernel).view().connections()).isEqualTo(1);
        }
    }

    @Test
    void withoutSessionId_theHeadersSessionIsTheOrigin() throws Exception {
        String path = "/t/" + bench.pathToken() + "/api/kernels/" + kernel + "/channels";
        try (SocketClient client = SocketClient.at(bench, path, "from-the-header", false)) {
            assertThat(SocketClient.whats(client.run("x"))).contains("execute_reply");
            assertThat(bench.driver().taken).extracting(each -> each.origin()).contains("from-the-header");
            assertThat(bench.session(kernel).view().connections()).isEqualTo(1);
        }
        try (SocketClient nameless = SocketClient.at(bench, path, "", false)) {
            assertThat(SocketClient.whats(nameless.run("x"))).contains("execute_reply");
        }
    }

    @Test
    void unreadableMessages_areComplainedAbout_untilThereIsNothingElse() throws Exception {
        try (SocketClient client = connect("a", true)) {
            for (int i = 0; i < 15; i++) {
                client.sendBytes(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            }
            for (int i = 0; i < 15; i++) {
                Got complaint = client.await(each -> each.type().equals("error"));
                assertThat(complaint.parent()).isEmpty();
                assertThat(complaint.content().path("ename").asText()).isEqualTo("MalformedMessage");
            }
            assertThat(SocketClient.whats(client.run("still"))).contains("execute_reply");
            for (int i = 0; i < 20; i++) {
                client.sendText("{\"no\":");
            }
            assertThat(client.awaitClose()).isEqualTo(1007);
            assertThat(client.closeReason()).contains("unreadable");
        }
    }

    @Test
    void refusedRequest_isAnsweredToTheOneWhoAsked() throws Exception {
        try (SocketClient client = connect("a", true);
                SocketClient other = connect("b", true)) {
            bench.driver().end(1);
            client.await(got -> got.what().equals("status:dead"));
            assertThat(client.awaitClose()).isEqualTo(1000);
            assertThat(other.awaitClose()).isEqualTo(1000);
        }
        FaceBench.await(() -> bench.session(kernel).view().state() == SessionState.DEAD);
        try (SocketClient late = connect("c", true)) {
            List<Got> all = late.run("x");
            assertThat(SocketClient.whats(all)).containsExactly("status:busy", "execute_reply", "status:idle");
            assertThat(all.get(1).content().path("status").asText()).isEqualTo("error");
            assertThat(all.get(1).content().path("ename").asText()).isEqualTo("SessionDead");
            assertThat(all.get(1).session())
                    .isEqualTo(bench.session(kernel).view().headerSession());
        }
    }

    @Test
    void input_isAskedOfTheOriginAlone() throws Exception {
        try (SocketClient client = connect("a", false);
                SocketClient other = connect("b", true)) {
            String request = client.execute("input");
            client.await(got -> got.type().equals("input_request"));
            client.send(Channel.STDIN, "input_reply", "{\"value\":\"Ada\"}");
            client.untilIdle(request);
            assertThat(SocketClient.whats(other.untilIdle(request))).doesNotContain("input_request");
            assertThat(bench.driver().inputs).containsExactly("Ada");
        }
    }

    @Test
    void deletedKernel_saysDead_thenCloses() throws Exception {
        try (SocketClient client = connect("a", false)) {
            assertThat(bench.send("DELETE", "/api/kernels/" + kernel, "").statusCode())
                    .isEqualTo(204);
            client.await(got -> got.what().equals("status:dead"));
            assertThat(client.awaitClose()).isEqualTo(1000);
        }
    }

    @Test
    void largeMessages_comeWhole_inBothFramings() throws Exception {
        try (SocketClient client = connect("a", true);
                SocketClient old = connect("b", false)) {
            String request = client.execute("bytes 3000000");
            for (SocketClient each : List.of(client, old)) {
                Got stream = each.await(
                        got -> got.type().equals("stream") && got.parent().equals(request));
                assertThat(stream.content().path("text").asText()).hasSize(3_000_000);
            }
        }
    }
}
