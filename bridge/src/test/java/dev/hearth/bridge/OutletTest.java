package dev.hearth.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.zmq.Signing;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

@Timeout(60)
class OutletTest {
    private static final int MESSAGES = 10_000;
    private static final int LARGE = 60;

    private Path folder;

    @BeforeEach
    void use(@TempDir Path temporary) {
        folder = temporary;
    }

    private long mostWaiting;
    private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();

    @Test
    void subscriberThatNeverReads_holdsTheOthersUpNoLongerThanTheyWait_andTheyGetAll() throws Exception {
        assertThat(flood(true, MESSAGES, 2000)).isEqualTo(MESSAGES);
        assertThat(log).anyMatch(line -> line.contains("misses what comes"));
    }

    @Test
    void subscriberThatReadsSlowly_getsAll() throws Exception {
        assertThat(flood(false, MESSAGES, 2000)).isEqualTo(MESSAGES);
        assertThat(log).isEmpty();
    }

    @Test
    void largeMessages_thatASubscriberDoesNotRead_areBoundedByTheirBytes_andTheOthersGetAll() throws Exception {
        int size = (int) (KernelSockets.BOUND_BYTES / 4);
        assertThat(flood(true, LARGE, size)).isEqualTo(LARGE);
        assertThat(log).anyMatch(line -> line.contains("misses what comes"));
        assertThat(mostWaiting).isLessThanOrEqualTo(KernelSockets.BOUND_BYTES);
    }

    /** How many messages a reader got, in their order, before the first that is not in order. */
    private int flood(boolean withOneWhoNeverReads, int count, int size) throws Exception {
        ConnectionFile connection = ConnectionFile.read(Kernel.connectionFile(folder, "key"));
        ZMQ.Context context = ZMQ.context(1);
        try (WakeUp wake = new WakeUp();
                KernelSockets sockets = KernelSockets.bind(context, connection, wake.source())) {
            Outlet outlet = new Outlet(
                    sockets,
                    Signing.of("hmac-sha256", "key"),
                    new BridgeLog(log::add, System::nanoTime),
                    TimeUnit.MILLISECONDS.toNanos(withOneWhoNeverReads ? 300 : 20_000));
            CompletableFuture<Integer> reader = CompletableFuture.supplyAsync(() -> read(connection, count), task -> {
                new Thread(task, "reader").start();
            });
            subscribed(sockets);
            try (ZMQ.Context apart = ZMQ.context(1);
                    ZMQ.Socket deaf = apart.socket(SocketType.SUB)) {
                deaf.setLinger(0);
                deaf.setRcvHWM(1);
                deaf.setHandshakeIvl(1000);
                if (withOneWhoNeverReads) {
                    deaf.connect(connection.endpoint(Channel.IOPUB));
                    deaf.subscribe("");
                    while (sockets.receive(Channel.IOPUB) == null) {
                        sockets.await(100);
                        deaf.getEvents(); // if it had to connect again, only a call of its owner's makes it
                        // subscribe again
                    }
                }
                OwnMessages own = new OwnMessages("k", java.time.Clock.systemUTC());
                String padding = "x".repeat(size);
                for (int i = 0; i < count; i++) {
                    RawMessage message = own.broadcast(
                            "stream",
                            java.nio.ByteBuffer.wrap(new byte[] {'{', '}'}),
                            "{\"n\":" + i + ",\"x\":\"" + padding + "\"}");
                    outlet.send(java.util.List.of("stream".getBytes(java.nio.charset.StandardCharsets.UTF_8)), message);
                    while (outlet.size() > 0) {
                        sockets.await(Outlet.RETRY_MILLIS);
                        outlet.flush(System.nanoTime());
                    }
                    mostWaiting = Math.max(mostWaiting, sockets.mostWaiting());
                }
                return reader.get(30, TimeUnit.SECONDS);
            }
        } finally {
            context.term();
        }
    }

    private static void subscribed(KernelSockets sockets) {
        while (sockets.receive(Channel.IOPUB) == null) {
            sockets.await(100);
        }
    }

    private static int read(ConnectionFile connection, int count) {
        try (ZmqClient client = new ZmqClient(connection)) {
            client.socket(Channel.IOPUB).subscribe("");
            for (int i = 0; i < count; i++) {
                if (!ZmqClient.content(client.next(Channel.IOPUB)).startsWith("{\"n\":" + i + ",")) {
                    return i;
                }
                if (i % 1000 == 0) {
                    TimeUnit.MILLISECONDS.sleep(20); // slow, but it reads
                }
            }
            return count;
        } catch (dev.hearth.protocol.MalformedMessageException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
