package dev.hearth.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.error.ErrorMapper;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StalledStreamTest {
    private static final Duration IDLE = Duration.ofMillis(300);

    /** A face with one stream. */
    private record OneStream(StreamAnswer.Source source) implements Face {
        @Override
        public List<StreamRoute> streams() {
            return List.of(new StreamRoute("/stream", (request, parameters) -> new StreamAnswer("text/plain", source)));
        }

        @Override
        public Set<String> openPaths() {
            return Set.of("/stream");
        }
    }

    /** Has always more, or never anything. */
    private static final class Source implements StreamAnswer.Source {
        private final boolean endless;
        private final boolean endsWhenQuiet;
        private final CountDownLatch closed = new CountDownLatch(1);

        Source(boolean endless, boolean endsWhenQuiet) {
            this.endless = endless;
            this.endsWhenQuiet = endsWhenQuiet;
        }

        @Override
        public @Nullable ByteBuffer next() {
            return endless ? ByteBuffer.allocate(64 << 10) : null;
        }

        @Override
        public void whenMore(Runnable wake) {}

        @Override
        public boolean ended() {
            return false;
        }

        @Override
        public boolean endsWhenQuiet() {
            return endsWhenQuiet;
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    private static boolean isClosed(Source source, Duration within) throws Exception {
        HttpServer server = new HttpServer(
                new HttpSettings(1 << 20, 10, IDLE, Duration.ofSeconds(1), 16),
                TestGuards.none(),
                new ErrorMapper(),
                RequestTimes.NONE,
                null,
                List.of(new OneStream(source)));
        int port = server.start("127.0.0.1", 0);
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.getOutputStream()
                    .write("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return source.closed.await(within.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            server.stop();
        }
    }

    @Test
    void client_thatTakesNothing_losesItsPlaceAfterTheIdleTime() throws Exception {
        assertThat(isClosed(new Source(true, false), Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void client_thatIsSentNothing_keepsIt() throws Exception {
        assertThat(isClosed(new Source(false, false), IDLE.multipliedBy(4))).isFalse();
    }

    @Test
    void client_thatIsSentNothing_andMayHaveGoneUnseen_losesIt() throws Exception {
        assertThat(isClosed(new Source(false, true), Duration.ofSeconds(20))).isTrue();
    }
}
