package dev.hearth.gateway.cli;

import java.util.concurrent.CountDownLatch;

/** Waits for SIGINT or SIGTERM, and closes the gateway then. Thread-safe. Owns the JVM's hook {@code hearth-stop}. */
final class UntilTold {

    private final CountDownLatch told = new CountDownLatch(1);

    private UntilTold() {}

    static UntilTold closing(RunningGateway gateway) {
        UntilTold until = new UntilTold();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            // The JVM ends when its hooks have ended, so the stop is done here.
                            gateway.close();
                            until.told.countDown();
                        },
                        "hearth-stop"));
        return until;
    }

    /** Ends the waiting. */
    void tell() {
        told.countDown();
    }

    void await() throws InterruptedException {
        told.await();
    }
}
