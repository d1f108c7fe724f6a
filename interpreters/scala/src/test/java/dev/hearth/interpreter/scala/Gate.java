package dev.hearth.interpreter.scala;

import java.util.concurrent.CountDownLatch;

/** What a cell waits at, so that a test can see what it did before. Thread-safe. */
public final class Gate {
    private static volatile CountDownLatch latch = new CountDownLatch(0);

    private Gate() {}

    /** Called by cells. */
    public static void pass() throws InterruptedException {
        latch.await();
    }

    static void close() {
        latch = new CountDownLatch(1);
    }

    static void open() {
        latch.countDown();
    }
}
