package dev.hearth.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.RawMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the bridge does with a gateway, also with one that goes away and comes back. */
@Timeout(60)
class GatewaySideTest {
    private static final String RUN = "{\"code\":\"1\",\"silent\":false}";

    private Path folder;

    private StubGateway gateway;
    private int made;

    @BeforeEach
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        gateway = new StubGateway(0);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    void request_goesToTheGatewayAsItIs_andTheReplyToItsAskerAlone() throws Exception {
        try (Kernel kernel = connected("--quiet");
                ZmqClient client = new ZmqClient(kernel.connection).subscribed();
                ZmqClient other = new ZmqClient(kernel.connection).subscribed()) {
            String id = client.send(Channel.SHELL, "execute_request", RUN);

            RawMessage request = taken();
            assertThat(request.channel()).isEqualTo(Channel.SHELL);
            assertThat(ZmqClient.id(request)).isEqualTo(id);
            assertThat(ZmqClient.content(request)).isEqualTo(RUN);

            gateway.send(from(Channel.IOPUB, "status", id, "{\"execution_state\":\"busy\"}"));
            gateway.send(from(Channel.STDIN, "input_request", id, "{\"prompt\":\"?\",\"password\":false}"));
            gateway.send(from(Channel.SHELL, "execute_reply", id, "{\"status\":\"ok\"}"));
            assertThat(ZmqClient.type(client.next(Channel.STDIN))).isEqualTo("input_request");
            client.send(Channel.STDIN, "input_reply", "{\"value\":\"x\"}");
            assertThat(taken().channel()).isEqualTo(Channel.STDIN);
            assertThat(ZmqClient.parent(client.next(Channel.SHELL))).isEqualTo(id);
            while (!ZmqClient.type(client.next(Channel.IOPUB)).equals("status")) {
                // The other one's welcome.
            }
            assertThat(ZmqClient.type(other.next(Channel.IOPUB))).isEqualTo("status");
            assertThat(other.isQuiet(Channel.SHELL, 50)).isTrue();
            assertThat(other.isQuiet(Channel.STDIN, 50)).isTrue();
        }
        List<String> calls = new ArrayList<>();
        gateway.calls.drainTo(calls);
        assertThat(calls.get(0)).isEqualTo("POST /api/kernels");
        assertThat(calls.get(1)).contains("/channels?begin=ping&session_id=");
        assertThat(calls.get(calls.size() - 1)).startsWith("DELETE /api/kernels/");
    }

    @Test
    void brokenConnection_whatWasNotConfirmedIsSentAgain_andWhatComesAgainIsGivenOnce() throws Exception {
        try (Kernel kernel = connected("--quiet");
                ZmqClient client = new ZmqClient(kernel.connection).subscribed()) {
            String confirmed = client.send(Channel.SHELL, "execute_request", RUN);
            assertThat(ZmqClient.id(taken())).isEqualTo(confirmed);
            gateway.send(from(Channel.SHELL, "execute_reply", confirmed, "{\"status\":\"ok\"}"));
            client.next(Channel.SHELL);
            String question = client.send(Channel.SHELL, "complete_request", "{}");
            assertThat(ZmqClient.id(taken())).isEqualTo(question);
            awaitConfirmed(client);
            gateway.pongs(false);
            String lost = client.send(Channel.SHELL, "execute_request", RUN);
            assertThat(ZmqClient.id(taken())).isEqualTo(lost);
            RawMessage twice = from(Channel.IOPUB, "stream", lost, "{\"name\":\"stdout\",\"text\":\"a\"}");
            gateway.send(twice);
            client.next(Channel.IOPUB);

            gateway.drop();
            String meanwhile = client.send(Channel.SHELL, "execute_request", RUN);
            gateway.pongs(true);
            gateway.awaitClient();

            assertThat(List.of(ZmqClient.id(taken()), ZmqClient.id(taken()), ZmqClient.id(taken())))
                    .containsExactly(question, lost, meanwhile);
            gateway.send(twice);
            gateway.send(from(Channel.IOPUB, "stream", lost, "{\"name\":\"stdout\",\"text\":\"b\"}"));
            assertThat(ZmqClient.content(client.next(Channel.IOPUB))).contains("\"b\"");
        }
    }

    /** What was sent before is confirmed when a later request is there and the gateway has answered a ping behind it. */
    private void awaitConfirmed(ZmqClient client) throws Exception {
        String marker = client.send(Channel.CONTROL, "interrupt_request", "{}");
        assertThat(ZmqClient.id(taken())).isEqualTo(marker);
        gateway.send(from(Channel.CONTROL, "interrupt_reply", marker, "{}"));
        client.next(Channel.CONTROL);
        TimeUnit.MILLISECONDS.sleep(200); // the pong is behind the request, and nothing tells of it
    }

    @Test
    void gatewayThatIsRestarted_isFoundAgain_andMeanwhileKernelInfoIsAnsweredHere() throws Exception {
        try (Kernel kernel = connected();
                ZmqClient client = new ZmqClient(kernel.connection)) {
            int port = gateway.port();
            gateway.close();
            awaitLine(kernel, "is lost");
            client.send(Channel.SHELL, "kernel_info_request", "{}");
            assertThat(ZmqClient.type(client.next(Channel.SHELL))).isEqualTo("kernel_info_reply");

            gateway = new StubGateway(port);
            gateway.awaitClient();
            String id = client.send(Channel.SHELL, "execute_request", RUN);
            assertThat(ZmqClient.id(taken())).isEqualTo(id);
        }
    }

    @Test
    void kernelInfo_underWayWhenTheGatewayGoes_isAnsweredHere_once() throws Exception {
        try (Kernel kernel = connected();
                ZmqClient client = new ZmqClient(kernel.connection)) {
            String asked = client.send(Channel.SHELL, "kernel_info_request", "{}");
            assertThat(ZmqClient.id(taken())).isEqualTo(asked);

            gateway.drop();

            RawMessage reply = client.next(Channel.SHELL);
            assertThat(ZmqClient.type(reply)).isEqualTo("kernel_info_reply");
            assertThat(ZmqClient.parent(reply)).isEqualTo(asked);
            gateway.awaitClient();
            String cell = client.send(Channel.SHELL, "execute_request", RUN);
            assertThat(ZmqClient.id(taken()))
                    .as("the question is not asked again")
                    .isEqualTo(cell);
        }
    }

    @Test
    void idsThatCollide_areTwoRequests_andBothAskersGetWhatIsTheirs() throws Exception {
        try (Kernel kernel = connected("--quiet");
                ZmqClient one = new ZmqClient(kernel.connection);
                ZmqClient other = new ZmqClient(kernel.connection)) {
            one.sendFrames(Channel.SHELL, one.frames(Channel.SHELL, "s_1", "execute_request", RUN));
            String first = ZmqClient.id(taken());
            other.sendFrames(Channel.SHELL, other.frames(Channel.SHELL, "s_1", "execute_request", RUN));
            String second = ZmqClient.id(taken());
            assertThat(first).isEqualTo("s_1").isNotEqualTo(second);

            gateway.send(from(Channel.SHELL, "execute_reply", second, "{\"status\":\"ok\",\"n\":2}"));
            gateway.send(from(Channel.SHELL, "execute_reply", first, "{\"status\":\"ok\",\"n\":1}"));

            RawMessage reply = other.next(Channel.SHELL);
            assertThat(ZmqClient.parent(reply)).isEqualTo("s_1");
            assertThat(ZmqClient.content(reply)).contains("\"n\":2");
            assertThat(ZmqClient.content(one.next(Channel.SHELL))).contains("\"n\":1");
        }
    }

    @Test
    void session_isJoinedWhenSomebodySubscribes_fromWhereItWasAskedFor_andNeverEnded() throws Exception {
        try (Kernel kernel = new Kernel(folder, gateway.url(), "--session", "a-session", "--since", "7");
                ZmqClient client = new ZmqClient(kernel.connection)) {
            client.send(Channel.SHELL, "kernel_info_request", "{}");
            assertThat(ZmqClient.type(client.next(Channel.SHELL))).isEqualTo("kernel_info_reply");
            assertThat(gateway.calls).isEmpty();

            client.subscribed();
            gateway.awaitClient();
            gateway.ping(12);
            gateway.send(from(Channel.IOPUB, "stream", "", "{\"name\":\"stdout\",\"text\":\"old\"}"));
            assertThat(ZmqClient.content(client.next(Channel.IOPUB))).contains("old");
            gateway.drop();
            gateway.awaitClient();
            client.send(Channel.CONTROL, "shutdown_request", "{\"restart\":false}");
            assertThat(ZmqClient.type(client.next(Channel.CONTROL))).isEqualTo("shutdown_reply");
            assertThat(kernel.exitCode()).isZero();
        }
        assertThat(gateway.calls.poll()).isEqualTo("GET /api/kernels/a-session");
        assertThat(gateway.calls.poll())
                .startsWith("GET /api/kernels/a-session/channels")
                .endsWith("&since=7");
        assertThat(gateway.calls.poll())
                .startsWith("GET /api/kernels/a-session/channels")
                .endsWith("&since=12");
        assertThat(gateway.calls).isEmpty();
    }

    @Test
    void historyOfASession_comesAgain_forWhoeverSubscribesWhenAllOthersHaveLeft() throws Exception {
        RawMessage old = from(Channel.IOPUB, "stream", "", "{\"name\":\"stdout\",\"text\":\"old\"}");
        try (Kernel kernel = new Kernel(folder, gateway.url(), "--session", "a-session")) {
            for (int i = 0; i < 2; i++) {
                try (ZmqClient client = new ZmqClient(kernel.connection).subscribed()) {
                    gateway.awaitClient();
                    gateway.send(old);
                    assertThat(ZmqClient.content(client.next(Channel.IOPUB))).contains("old");
                    gateway.ping(12);
                    try (ZmqClient beside = new ZmqClient(kernel.connection).subscribed()) {
                        gateway.send(old);
                        assertThat(beside.isQuiet(Channel.IOPUB, 50)).isTrue();
                    }
                }
                TimeUnit.MILLISECONDS.sleep(200); // nothing tells of the end of a subscriber
            }
        }
        assertThat(gateway.calls)
                .filteredOn(call -> call.contains("/channels"))
                .hasSize(2)
                .allMatch(call -> call.endsWith("&since=0"));
    }

    @Test
    void sessionThatEnds_endsTheBridge_whichClientsTakeForADeadKernel() throws Exception {
        try (Kernel kernel = connected();
                ZmqClient client = new ZmqClient(kernel.connection).subscribed()) {
            gateway.send(from(Channel.IOPUB, "status", "", "{\"execution_state\":\"dead\"}"));
            gateway.close(1000);

            assertThat(ZmqClient.content(client.next(Channel.IOPUB))).contains("dead");
            assertThat(kernel.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void gatewayThatRefuses_answersCellsWithItsReason() throws Exception {
        gateway.sessions(401);
        try (Kernel kernel = new Kernel(folder, gateway.url());
                ZmqClient client = new ZmqClient(kernel.connection).subscribed()) {
            awaitLine(kernel, "gives no session");
            String id = client.send(Channel.SHELL, "execute_request", RUN);

            RawMessage reply = client.next(Channel.SHELL);
            assertThat(ZmqClient.parent(reply)).isEqualTo(id);
            assertThat(ZmqClient.content(reply)).contains("GatewayRefused").contains("the stub says 401");
            assertThat(ZmqClient.content(client.next(Channel.IOPUB))).contains("busy");
            assertThat(ZmqClient.type(client.next(Channel.IOPUB))).isEqualTo("error");
            assertThat(ZmqClient.content(client.next(Channel.IOPUB))).contains("idle");
            assertThat(String.join("\n", kernel.log)).doesNotContain("the-token");
        }
        assertThat(gateway.calls).noneMatch(call -> call.startsWith("DELETE"));
    }

    @Test
    void keepSession_theParentsEndLeavesTheSession_aShutdownDoesNot() throws Exception {
        try (Kernel kernel = connected("--keep-session")) {
            kernel.end();
            assertThat(kernel.exitCode()).isZero();
            assertThat(gateway.calls).noneMatch(call -> call.startsWith("DELETE"));
        }
        try (Kernel kernel = connected("--keep-session");
                ZmqClient client = new ZmqClient(kernel.connection)) {
            client.send(Channel.CONTROL, "shutdown_request", "{\"restart\":false}");
            client.next(Channel.CONTROL);
            kernel.exitCode();
            assertThat(gateway.calls).anyMatch(call -> call.startsWith("DELETE"));
        }
    }

    @Test
    void notice_isGoneWhenTheCellBegins_andItsSecondBusyIsLeftOut() throws Exception {
        try (Kernel kernel = connected();
                ZmqClient client = new ZmqClient(kernel.connection).subscribed()) {
            String id = client.send(Channel.SHELL, "execute_request", RUN);
            assertThat(ZmqClient.content(client.next(Channel.IOPUB))).contains("busy");
            assertThat(ZmqClient.content(client.next(Channel.IOPUB))).contains("waits for Spark to start");

            gateway.send(from(Channel.IOPUB, "status", id, "{\"execution_state\":\"busy\"}"));
            gateway.send(from(Channel.IOPUB, "execute_input", id, "{}"));
            RawMessage next = client.next(Channel.IOPUB);
            while (ZmqClient.type(next).equals("update_display_data")) {
                next = client.next(Channel.IOPUB);
            }
            assertThat(ZmqClient.type(next)).isEqualTo("clear_output");
            assertThat(ZmqClient.type(client.next(Channel.IOPUB))).isEqualTo("execute_input");
        }
    }

    @Test
    void tenThousandMessages_eachWay_areRelayedInTheirOrder() throws Exception {
        int count = 10_000;
        try (Kernel kernel = connected();
                ZmqClient client = new ZmqClient(kernel.connection).subscribed()) {
            CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 0; i < count; i++) {
                        gateway.send(from(Channel.IOPUB, "stream", "", "{\"name\":\"stdout\",\"text\":\"" + i + "\"}"));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            for (int i = 0; i < count; i++) {
                client.send(Channel.SHELL, "comm_msg", "{\"n\":" + i + "}");
            }
            for (int i = 0; i < count; i++) {
                assertThat(ZmqClient.content(client.next(Channel.IOPUB))).contains("\"" + i + "\"");
            }
            for (int i = 0; i < count; i++) {
                assertThat(ZmqClient.content(taken())).isEqualTo("{\"n\":" + i + "}");
            }
            sender.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void cellsThatWait_beyondTheBound_waitAtTheClient_andControlDoesNot() throws Exception {
        int count = 2000;
        try (Kernel kernel = connected("--quiet");
                ZmqClient client = new ZmqClient(kernel.connection)) {
            for (int i = 0; i < count; i++) {
                client.send(Channel.SHELL, "execute_request", RUN);
            }
            List<String> there = new ArrayList<>();
            for (RawMessage next = gateway.messages.poll(15, TimeUnit.SECONDS);
                    next != null;
                    next = gateway.messages.poll(500, TimeUnit.MILLISECONDS)) {
                there.add(ZmqClient.id(next));
            }
            assertThat(there).hasSizeBetween(512, 1000);
            String interrupt = client.send(Channel.CONTROL, "interrupt_request", "{}");
            assertThat(ZmqClient.id(taken())).isEqualTo(interrupt);

            for (int i = 0; i < count; i++) {
                gateway.send(from(Channel.SHELL, "execute_reply", there.get(i), "{\"status\":\"ok\"}"));
                assertThat(ZmqClient.parent(client.next(Channel.SHELL))).isEqualTo(there.get(i));
                while (there.size() < count && there.size() <= i + 1) {
                    there.add(ZmqClient.id(taken()));
                }
            }
            assertThat(there).hasSize(count).doesNotHaveDuplicates();
        }
    }

    private Kernel connected(String... more) throws Exception {
        Kernel kernel = new Kernel(folder, gateway.url(), more);
        gateway.awaitClient();
        return kernel;
    }

    private RawMessage taken() throws Exception {
        RawMessage message = gateway.messages.poll(15, TimeUnit.SECONDS);
        assertThat(message).as("a message at the gateway").isNotNull();
        return message;
    }

    private RawMessage from(Channel channel, String type, String parent, String content) {
        String parentHeader = parent.isEmpty() ? "{}" : "{\"msg_id\":\"" + parent + "\"}";
        return ZmqClient.message(channel, "m" + ++made, "the-kernel", type, parentHeader, content);
    }

    private static void awaitLine(Kernel kernel, String part) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (kernel.log.stream().noneMatch(line -> line.contains(part))) {
            assertThat(System.nanoTime()).as("%s", kernel.log).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(10); // lines are only added
        }
    }
}
