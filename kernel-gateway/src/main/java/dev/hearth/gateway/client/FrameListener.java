package dev.hearth.gateway.client;

import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Collects the frames of one WebSocket. The next message is asked for when one was taken, so that at most one waits here
 * and the rest in the gateway's log.
 *
 * <p>Called by the JDK's client; {@link #take} by one other thread.
 */
final class FrameListener implements WebSocket.Listener {

    private static final int MAX_MESSAGE_BYTES = 1 << 30;

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>(); // one message, one call, an end at most
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();

    private final AtomicLong pinged = new AtomicLong();

    /** A message, or the end of the connection; with neither a call to look at something else. */
    record Event(@Nullable ByteBuffer message, String end) {
        private static final Event WAKE = new Event(null, "");

        boolean isWake() {
            return message == null && end.isEmpty();
        }
    }

    /** Lets {@link #take} return. May be called from any thread. */
    void wake() {
        if (events.isEmpty()) {
            events.add(Event.WAKE);
        }
    }

    /**
     * The highest journal number that a ping has carried: all messages up to that one were taken, since the next is asked for
     * only then. 0 before the first.
     */
    long pinged() {
        return pinged.get();
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer payload) {
        if (payload.remaining() == Long.BYTES) {
            long number = payload.getLong(payload.position());
            if (pinged.getAndAccumulate(number, Math::max) < number) {
                wake();
            }
        }
        socket.request(1);
        return null;
    }

    @Override
    public void onOpen(WebSocket socket) {
        // The first demand is made by take.
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        collected.writeBytes(bytes);
        if (last) {
            events.add(new Event(ByteBuffer.wrap(collected.toByteArray()), ""));
            collected.reset();
        } else if (collected.size() > MAX_MESSAGE_BYTES) {
            events.add(new Event(null, "a message of more than " + MAX_MESSAGE_BYTES + " bytes"));
            socket.abort();
        } else {
            socket.request(1);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        socket.request(1); // not of this framing
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        events.add(new Event(null, "closed with " + code + (reason.isEmpty() ? "" : ": " + reason)));
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        events.add(new Event(null, "broken: " + error));
    }

    /** The next event; null if there is none within the time. */
    @Nullable
    Event take(WebSocket socket, long timeoutMillis, boolean askForMore) throws InterruptedException {
        if (askForMore) {
            socket.request(1);
        }
        return events.poll(timeoutMillis, TimeUnit.MILLISECONDS);
    }
}
