package dev.hearth.driver;

import dev.hearth.protocol.Language;
import dev.hearth.protocol.link.LaunchDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A driver with fake languages in this JVM, linked to a peer. */
final class DriverUnderTest implements AutoCloseable {
    final FakeEngine engine;
    private final Driver driver;
    private final CompletableFuture<Integer> status = new CompletableFuture<>();

    DriverUnderTest(LaunchDescriptor descriptor) throws IOException {
        this(descriptor, new CountDownLatch(0));
    }

    DriverUnderTest(LaunchDescriptor descriptor, CountDownLatch mayStart) throws IOException {
        engine = new FakeEngine(new FakeInterpreter(Language.SCALA, mayStart), new FakeInterpreter(Language.PYTHON));
        driver = new Driver(descriptor, (given, publisher, scheduler, onSparkEnd) -> {
            engine.onSparkEnd = onSparkEnd;
            return engine;
        });
        Thread thread = new Thread(
                () -> {
                    try {
                        status.complete(driver.run());
                    } catch (InterruptedException e) {
                        status.completeExceptionally(e);
                    }
                },
                "driver-under-test");
        thread.setDaemon(true);
        thread.start();
    }

    static DriverUnderTest start(TestPeer peer, Path folder) throws IOException {
        DriverUnderTest driver =
                new DriverUnderTest(peer.descriptor(folder, Language.SCALA, TestPeer.settings(256 << 20, 0)));
        peer.awaitLinked();
        return driver;
    }

    int exitStatus(Duration timeout) throws Exception {
        return status.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        try {
            driver.end("the test is over", Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
