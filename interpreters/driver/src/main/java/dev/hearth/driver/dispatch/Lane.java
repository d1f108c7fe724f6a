package dev.hearth.driver.dispatch;

import dev.hearth.driver.log.DriverLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Requests in a row, served one after the other by a thread that the lane owns. Thread-safe. When full, it takes no more. */
public final class Lane implements AutoCloseable {
    private final BlockingQueue<Request> queue;
    private final Consumer<Request> server;
    private final Thread thread;
    private final CountDownLatch firstServed = new CountDownLatch(1);
    private volatile boolean closed;
    private volatile boolean serving;
    private boolean drained; // guarded by this

    /** A lane that serves nobody before {@link #start}. */
    Lane(String threadName, int bound, Consumer<Request> server) {
        this.queue = new LinkedBlockingQueue<>(bound);
        this.server = server;
        this.thread = new Thread(this::run, threadName);
        thread.setDaemon(true);
    }

    /** Begins to serve. Twice is fine. */
    public synchronized void start() {
        if (thread.getState() == Thread.State.NEW && !closed) {
            thread.start();
        }
    }

    /** Adds a request; false if there is no room, or the lane was drained. */
    synchronized boolean offer(Request request) {
        return !drained && queue.offer(request);
    }

    /** The requests that wait now, the next one first. */
    List<Request> waiting() {
        return List.copyOf(queue);
    }

    /** Takes a request away; false if it does not wait here, or not any more. */
    boolean remove(Request request) {
        return queue.remove(request);
    }

    /** Takes away the requests that wait now, and takes no more. */
    synchronized List<Request> drain() {
        drained = true;
        List<Request> waiting = new ArrayList<>();
        queue.drainTo(waiting);
        return waiting;
    }

    /** Whether a request is being served; false as soon as its idle was said. */
    boolean isServing() {
        return serving;
    }

    /** Notes that the request is served; what follows is nobody's. */
    void served() {
        serving = false;
    }

    private void run() {
        while (!closed) {
            serving = false;
            try {
                Request next = queue.take();
                serving = true;
                serve(next);
            } catch (InterruptedException e) {
                // Meant for a cell that ended just before; the lane itself is ended by closing it.
                DriverLog.info(thread.getName() + " was interrupted between two requests");
            } catch (Throwable e) {
                // Compilers and full heaps throw what they like; the requests behind this one are served all the same.
                DriverLog.warn("a request was given up", e);
            }
        }
    }

    private void serve(Request next) {
        try {
            server.accept(next);
        } finally {
            firstServed.countDown();
        }
    }

    /** Waits, at most {@code patience}, until the first request was served; returns at once if none has come yet. */
    void awaitFirst(Duration patience) throws InterruptedException {
        if (serving || !queue.isEmpty()) {
            firstServed.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Serves nobody any more; the request under way is interrupted, and not waited for. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
