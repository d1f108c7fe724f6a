package dev.hearth.bridge;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests on their way to the gateway, in their order. A request is kept until the pong to a ping that was sent behind it, since
 * the gateway has logged by then what came before; what was not confirmed is sent again on the next connection, and the gateway
 * knows a request by its id. Questions that the gateway keeps in memory alone are kept until they are answered.
 *
 * <p>Thread-safe. One frame is under way at a time, as the JDK's WebSocket wants it; nothing here blocks.
 */
final class Outbox {
    private static final long BOUND_BYTES = 64L << 20;
    private static final int BOUND_REQUESTS = 20_000;
    private static final int MOST_QUESTIONS = 100;
    private static final int LONGEST_QUESTION_BYTES = 256 << 10;
    private static final int MOST_UNCONFIRMED = 64;

    private final BiConsumer<WebSocket, Throwable> broken;
    private final Deque<Request> waiting = new ArrayDeque<>(); // guarded by this, as all below
    private final Deque<Request> sent = new ArrayDeque<>();
    private final Map<String, Request> questions = new LinkedHashMap<>();
    private @Nullable WebSocket socket;
    private boolean sending;
    private boolean pingDue;
    private int sincePing;
    private long number;
    private long bytes;

    private record Request(String id, ByteBuffer frame, boolean question, long number) {}

    /** Tells {@code broken} of a connection on which nothing can be sent. */
    Outbox(BiConsumer<WebSocket, Throwable> broken) {
        this.broken = broken;
    }

    /** Sends a message as soon as it can be. */
    void add(String id, byte[] frame, boolean question) {
        synchronized (this) {
            Request request = new Request(id, ByteBuffer.wrap(frame), question, ++number);
            bytes += frame.length;
            waiting.add(request);
            if (question && frame.length <= LONGEST_QUESTION_BYTES) {
                questions.put(id, request);
                if (questions.size() > MOST_QUESTIONS) {
                    Iterator<Request> oldest = questions.values().iterator();
                    oldest.next();
                    oldest.remove();
                }
            }
        }
        pump();
    }

    /** Whether more may come; there is always room for one. */
    synchronized boolean hasRoom() {
        return holdsLessThan(1);
    }

    /** Whether more of what must not wait behind cells may come. */
    synchronized boolean hasReserve() {
        return holdsLessThan(2);
    }

    private boolean holdsLessThan(int bounds) {
        return bytes < bounds * BOUND_BYTES && waiting.size() + sent.size() < bounds * BOUND_REQUESTS;
    }

    /** A question is answered, and is not asked again. */
    synchronized void answered(String id) {
        questions.remove(id);
    }

    /** A question was answered without the gateway, and is asked no more if it was not asked again already. */
    synchronized void forget(String id) {
        Request question = questions.remove(id);
        if (question != null && (waiting.remove(question) || sent.remove(question))) {
            bytes -= question.frame().remaining();
        }
    }

    /** A ping is to be sent, to see whether the other side is there. */
    void ping() {
        synchronized (this) {
            pingDue = true;
        }
        pump();
    }

    /** There is a connection: what the last one has not confirmed goes first. */
    void opened(WebSocket fresh) {
        synchronized (this) {
            Map<Long, Request> again = new TreeMap<>();
            sent.forEach(request -> again.put(request.number(), request));
            questions.values().forEach(request -> again.put(request.number(), request));
            waiting.forEach(request -> again.put(request.number(), request));
            waiting.clear();
            sent.clear();
            waiting.addAll(again.values());
            bytes = 0;
            waiting.forEach(request -> bytes += request.frame().remaining());
            socket = fresh;
            sending = false;
            pingDue = true; // the gateway waits for one
            sincePing = 0;
        }
        pump();
    }

    /** The connection is gone. */
    synchronized void closed() {
        socket = null;
        sending = false;
    }

    /** The gateway has everything up to this request. Gives whether there was no room before. */
    synchronized boolean confirmed(long upTo) {
        boolean full = !hasRoom();
        while (!sent.isEmpty() && sent.peek().number() <= upTo) {
            bytes -= sent.remove().frame().remaining();
        }
        return full;
    }

    private void pump() {
        while (true) {
            WebSocket to;
            Request next;
            ByteBuffer ping;
            synchronized (this) {
                to = socket;
                if (to == null || sending) {
                    return;
                }
                ping = duePing();
                next = ping == null ? waiting.poll() : null;
                if (next == null && ping == null) {
                    return;
                }
                sending = true;
                if (next != null) {
                    sent.add(next);
                    sincePing++;
                }
            }
            CompletableFuture<WebSocket> under =
                    next != null ? to.sendBinary(next.frame().duplicate(), true) : to.sendPing(ping);
            if (!under.isDone()) {
                under.whenComplete((socketAgain, failure) -> {
                    if (left(to, failure)) {
                        pump();
                    }
                });
                return;
            }
            Throwable failure = under.isCompletedExceptionally() ? failureOf(under) : null;
            if (!left(to, failure)) {
                return;
            }
        }
    }

    private static @Nullable Throwable failureOf(CompletableFuture<WebSocket> done) {
        return done.handle((socket, failure) -> failure).join();
    }

    /** The ping behind what was sent, when nothing waits or much is not confirmed. Under the lock. */
    private @Nullable ByteBuffer duePing() {
        if (!pingDue && (sincePing == 0 || (!waiting.isEmpty() && sincePing < MOST_UNCONFIRMED))) {
            return null;
        }
        pingDue = false;
        sincePing = 0;
        long last = sent.isEmpty() ? 0 : sent.getLast().number();
        return ByteBuffer.allocate(Long.BYTES).putLong(0, last);
    }

    private boolean left(WebSocket from, @Nullable Throwable failure) {
        synchronized (this) {
            if (socket != from) {
                return false;
            }
            sending = false;
            if (failure != null) {
                socket = null;
            }
        }
        if (failure != null) {
            broken.accept(from, failure);
        }
        return failure == null;
    }
}
