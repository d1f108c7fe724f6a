package dev.hearth.driver.link;

import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One open WebSocket. Thread-safe, but only one thread may send binary messages. */
final class Link {
    private final WebSocket socket;
    private final CompletableFuture<String> broken;
    private volatile CompletableFuture<WebSocket> sending = new CompletableFuture<>();
    private volatile long sentAt = System.nanoTime();
    private CompletableFuture<WebSocket> pinging = CompletableFuture.completedFuture(null); // guarded by this

    /** A link over {@code socket}; {@code broken} is completed with a reason when it is gone. */
    Link(WebSocket socket, CompletableFuture<String> broken) {
        this.socket = socket;
        this.broken = broken;
        broken.thenRun(this::endSending);
    }

    /**
     * Sends one frame and waits until it left. How long that may take is up to whoever watches the link: it breaks the link.
     *
     * @throws IOException if the link is or gets broken
     */
    void send(ByteBuffer frame) throws IOException, InterruptedException {
        CompletableFuture<WebSocket> sent = socket.sendBinary(frame, true).copy();
        sending = sent;
        if (broken.isDone()) { // looked at behind the line above: who breaks the link from now on ends this wait
            endSending();
        }
        try {
            sent.get();
            sentAt = System.nanoTime();
        } catch (ExecutionException e) {
            abort("sending failed: " + e.getCause());
            throw new IOException("the link broke while a frame was sent", e);
        }
    }

    private void endSending() {
        sending.completeExceptionally(new IOException("the link is broken"));
    }

    /** Reads what follows the gateway's answer to the hello. Call once, when everything is ready for it. */
    void readOn() {
        socket.request(1);
    }

    /** Sends a ping, if none is under way. Returns at once; the link breaks if it cannot be sent. */
    synchronized void ping() {
        if (pinging.isDone()) {
            sentAt = System.nanoTime();
            pinging = socket.sendPing(ByteBuffer.allocate(0));
            pinging.whenComplete((sent, failure) -> {
                if (failure != null) {
                    abort("a ping could not be sent: " + failure);
                }
            });
        }
    }

    /** When something was sent last, by the monotonic clock. */
    long sentAt() {
        return sentAt;
    }

    /** Completed with a reason when the link is gone. */
    CompletableFuture<String> broken() {
        return broken;
    }

    /** Breaks the link at once. */
    void abort(String reason) {
        broken.complete(reason);
        socket.abort();
    }

    /** Says good-bye and waits for the close frame to leave. */
    void close(Duration patience) throws InterruptedException {
        try {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            socket.abort();
        }
        broken.complete("closed by the driver");
    }
}
