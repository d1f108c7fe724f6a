package dev.hearth.gateway.jupyter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.gateway.http.Face;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.link.RecordClass;
import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients are told when the gateway stops in order, byte by byte. */
class StopTest {
    private static final int RECORDS = 100;
    private static final int RECORD_BYTES = 64 << 10;

    @TempDir
    Path root;

    @Test
    void stop_tellsClientsToComeBack_evenThoseWithOutputStillUnderWay() throws Exception {
        try (FaceBench bench = new FaceBench(root).start()) {
            String kernel = bench.readyKernel();
            try (Socket quick = RawSocket.open(bench, kernel, "quick");
                    Socket slow = RawSocket.open(bench, kernel, "slow")) {
                FaceBench.await(() -> bench.session(kernel).view().connections() == 2);
                String content = "{\"name\":\"stdout\",\"text\":\"" + "x".repeat(RECORD_BYTES) + "\"}";
                CompletableFuture<Integer> quickEnd = closeCode(quick);
                for (int i = 0; i < RECORDS; i++) {
                    bench.driver().emit(RecordClass.OUTPUT, Channel.IOPUB, "stream", null, content, null);
                }
                TimeUnit.MILLISECONDS.sleep(300); // what fits between the ends of the slow one's connection is there
                CompletableFuture<Void> stop =
                        CompletableFuture.runAsync(() -> bench.server().stop());
                assertThat(quickEnd.get(20, TimeUnit.SECONDS)).isEqualTo(1012);
                TimeUnit.MILLISECONDS.sleep(500); // it reads late, but within the time
                assertThat(stop).isNotDone();
                assertThat(closeCode(slow).get(20, TimeUnit.SECONDS)).isEqualTo(1012);
                stop.get(20, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void stop_endsInTime_whenAClientDoesNotRead() throws Exception {
        try (FaceBench bench = new FaceBench(root).start()) {
            String kernel = bench.readyKernel();
            try (Socket silent = RawSocket.open(bench, kernel, "silent")) {
                FaceBench.await(() -> bench.session(kernel).view().connections() == 1);
                String content = "{\"name\":\"stdout\",\"text\":\"" + "x".repeat(RECORD_BYTES) + "\"}";
                for (int i = 0; i < RECORDS; i++) {
                    bench.driver().emit(RecordClass.OUTPUT, Channel.IOPUB, "stream", null, content, null);
                }
                TimeUnit.MILLISECONDS.sleep(300); // what fits between the connection's ends is there
                long begun = System.nanoTime();
                CompletableFuture.runAsync(() -> bench.server().stop()).get(20, TimeUnit.SECONDS);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
                assertThatThrownBy(() -> RawSocket.closeCode(silent)).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void stop_cutsOffARequestThatDoesNotEnd_andAnotherGatewayListensThere() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Face endless = new Face() {
            @Override
            public void addRoutes(RoutesConfig routes) {
                routes.get("/api/endless", context -> {
                    begun.countDown();
                    never.await();
                });
            }
        };
        try (FaceBench bench = new FaceBench(root).start(faces -> List.of(endless))) {
            CompletableFuture<Void> asked = CompletableFuture.runAsync(
                    () -> assertThatThrownBy(() -> bench.get("/api/endless")).isInstanceOf(IOException.class));
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
            bench.again(faces -> List.of());
            asked.get(20, TimeUnit.SECONDS);
            assertThat(bench.get("/api/kernels").statusCode()).isEqualTo(200);
        }
    }

    /** Reads to the close frame; fails at an end without one. */
    private static CompletableFuture<Integer> closeCode(Socket socket) {
        CompletableFuture<Integer> code = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            try {
                code.complete(RawSocket.closeCode(socket));
            } catch (Exception e) {
                code.completeExceptionally(e);
            }
        });
        reader.setDaemon(true);
        reader.start();
        return code;
    }
}
