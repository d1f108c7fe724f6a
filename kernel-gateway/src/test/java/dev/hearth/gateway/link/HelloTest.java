package dev.hearth.gateway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.gateway.session.Session;
import dev.hearth.gateway.session.SessionState;
import dev.hearth.gateway.session.SyntheticDriver;
import dev.hearth.gateway.session.Workbench;
import dev.hearth.protocol.link.Hello;
import dev.hearth.protocol.link.LaunchDescriptor;
import dev.hearth.protocol.link.LinkFrame;
import dev.hearth.protocol.link.Refusal;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, and who is told what. */
class HelloTest {
    @TempDir
    Path root;

    private Workbench bench;

    @BeforeEach
    void begin() throws Exception {
        bench = new Workbench(root).start();
    }

    @AfterEach
    void end() throws Exception {
        bench.close();
    }

    private static Refusal.Reason refusal(SyntheticDriver driver) throws Exception {
        return driver.refusal.get(5, TimeUnit.SECONDS).reason();
    }

    private static SyntheticDriver copyOf(SyntheticDriver driver, String secret) {
        LaunchDescriptor was = driver.descriptor();
        return new SyntheticDriver(new LaunchDescriptor(
                was.session(),
                was.number(),
                was.incarnation(),
                was.headerSession(),
                was.linkUrl(),
                null,
                secret,
                was.language(),
                was.applicationName(),
                was.sparkConf(),
                null,
                was.environment(),
                was.directory(),
                null,
                was.settings()));
    }

    @Test
    void hello_ofAnOlderIncarnation_isSuperseded() throws Exception {
        Session session = bench.ready();
        SyntheticDriver first = bench.launcher().newest();
        session.restart().get(10, TimeUnit.SECONDS);
        SyntheticDriver late = copyOf(first, first.descriptor().launchSecret());
        late.dial();
        assertThat(refusal(late)).isEqualTo(Refusal.Reason.SUPERSEDED);
        assertThat(session.view().linked()).isTrue();
    }

    @Test
    void hello_ofAnUnknownSession_isToldToEnd() throws Exception {
        bench.ready();
        SyntheticDriver known = bench.launcher().newest();
        SyntheticDriver stranger = copyOf(known, "x").hello(hello -> with(hello, UUID.randomUUID(), 1));
        stranger.dial();
        assertThat(refusal(stranger)).isEqualTo(Refusal.Reason.UNKNOWN_SESSION);
    }

    @Test
    void hello_withAWrongSecretOrKey_isDenied() throws Exception {
        Session session = bench.ready();
        SyntheticDriver real = bench.launcher().newest();
        SyntheticDriver guesser = copyOf(real, "a guess");
        guesser.dial();
        assertThat(refusal(guesser)).isEqualTo(Refusal.Reason.DENIED);
        // The right secret, but the key is another's: somebody has read the descriptor.
        SyntheticDriver thief = copyOf(real, real.descriptor().launchSecret());
        thief.dial();
        assertThat(refusal(thief)).isEqualTo(Refusal.Reason.DENIED);
        assertThat(session.view().linked()).isTrue();
    }

    @Test
    void hello_withSecretAndKeyAgain_isAcceptedUntilTheKeyWasUsedAlone() throws Exception {
        Session session = bench.ready();
        SyntheticDriver driver = bench.launcher().newest();
        String secret = driver.descriptor().launchSecret();
        driver.hello(hello -> withSecret(hello, secret));
        driver.cut(false);
        Workbench.await(() -> driver.welcomes() == 2);
        driver.hello(hello -> hello);
        driver.cut(false);
        Workbench.await(() -> driver.welcomes() == 3);
        assertThat(bench.store().row(session.id()).keyUsed()).isTrue();
        driver.hello(hello -> withSecret(hello, secret));
        driver.cut(false);
        assertThat(refusal(driver)).isEqualTo(Refusal.Reason.DENIED);
    }

    @Test
    void hello_ofAnEndedSession_isToldToEnd() throws Exception {
        Session session = bench.ready();
        SyntheticDriver driver = bench.launcher().newest();
        driver.end(1);
        Workbench.await(session, view -> view.state() == SessionState.DEAD);
        SyntheticDriver ghost = copyOf(driver, driver.descriptor().launchSecret());
        ghost.dial();
        assertThat(refusal(ghost)).isEqualTo(Refusal.Reason.ENDED);
    }

    @Test
    void hello_ofANewerVersion_isRefusedInOneSentence() throws Exception {
        bench.launcher().onStart(driver -> driver.versions(Hello.LINK_VERSION + 1, Hello.LINK_VERSION + 2)
                .dial());
        bench.create();
        Workbench.await(() -> !bench.launcher().drivers.isEmpty());
        Refusal refusal = bench.launcher().newest().refusal.get(5, TimeUnit.SECONDS);
        assertThat(refusal.reason()).isEqualTo(Refusal.Reason.VERSION);
        assertThat(refusal.message()).contains("version " + Hello.LINK_VERSION);
    }

    @Test
    void hello_ofADriverThatSpeaksNewerVersionsToo_getsTheCommonOne() throws Exception {
        bench.launcher()
                .onStart(driver -> driver.versions(1, Hello.LINK_VERSION + 3).dial());
        bench.ready();
        assertThat(bench.launcher().newest().welcome.get().version()).isEqualTo(Hello.LINK_VERSION);
    }

    @Test
    void hello_fromADriverThatKnowsALaterGateway_isPutOff() throws Exception {
        Session session = bench.ready();
        SyntheticDriver driver = bench.launcher().newest();
        driver.hello(hello -> withEpoch(hello, 99));
        driver.cut(false);
        Workbench.await(() -> driver.links() >= 3);
        assertThat(driver.refusal).isNotDone();
        assertThat(session.view().linked()).isFalse();
        driver.hello(hello -> hello);
        Workbench.await(session, view -> view.linked());
    }

    @Test
    void firstFrame_thatIsNoHelloOrTooLarge_closesTheLink() throws Exception {
        assertThat(closeCodeAfter(new LinkFrame.AckFrame(1).encode())).isEqualTo(1008);
        // The client may still be sending when it is closed, and then sees only that.
        assertThat(closeCodeAfter(ByteBuffer.allocate(100_000))).isIn(1008, -1);
    }

    @Test
    void link_withoutAHelloInTime_isClosed() throws Exception {
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        open(closed);
        assertThat(closed.get(5, TimeUnit.SECONDS)).isNotZero();
        assertThat(bench.links().links()).isZero();
    }

    @Test
    void upgrade_withoutTheSubprotocolOrFromAPage_isRefused() {
        HttpClient http = HttpClient.newHttpClient();
        assertThatThrownBy(() -> http.newWebSocketBuilder()
                        .buildAsync(bench.linkUrl(), new WebSocket.Listener() {})
                        .get(5, TimeUnit.SECONDS))
                .hasMessageContaining("WebSocketHandshakeException");
        assertThatThrownBy(() -> http.newWebSocketBuilder()
                        .subprotocols(LinkFrame.SUBPROTOCOL)
                        .header("Origin", "http://evil.example")
                        .buildAsync(bench.linkUrl(), new WebSocket.Listener() {})
                        .get(5, TimeUnit.SECONDS))
                .hasMessageContaining("WebSocketHandshakeException");
    }

    private int closeCodeAfter(ByteBuffer frame) throws Exception {
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        WebSocket socket = open(closed);
        socket.sendBinary(frame, true);
        return closed.get(5, TimeUnit.SECONDS);
    }

    private WebSocket open(CompletableFuture<Integer> closed) throws Exception {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols(LinkFrame.SUBPROTOCOL)
                .buildAsync(bench.linkUrl(), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
                        closed.complete(status);
                        return null;
                    }

                    @Override
                    public void onError(WebSocket socket, Throwable error) {
                        closed.complete(-1);
                    }
                })
                .get(5, TimeUnit.SECONDS);
    }

    private static Hello with(Hello hello, UUID session, int incarnation) {
        return new Hello(1, 1, session, incarnation, "x", hello.sessionKey(), 0, 0, 0, 0, "", "", "", -1, 1, 0);
    }

    private static Hello withSecret(Hello hello, String secret) {
        return new Hello(
                1,
                1,
                hello.session(),
                hello.incarnation(),
                secret,
                hello.sessionKey(),
                hello.outputFirst(),
                hello.outputLast(),
                hello.requestsLast(),
                0,
                "",
                "",
                "",
                -1,
                1,
                0);
    }

    private static Hello withEpoch(Hello hello, long epoch) {
        return new Hello(
                1,
                1,
                hello.session(),
                hello.incarnation(),
                hello.launchSecret(),
                hello.sessionKey(),
                hello.outputFirst(),
                hello.outputLast(),
                hello.requestsLast(),
                epoch,
                "",
                "",
                "",
                -1,
                1,
                0);
    }
}
