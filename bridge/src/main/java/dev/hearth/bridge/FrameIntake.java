package dev.hearth.bridge;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What comes on one WebSocket: frames are put together to messages for the inbox, and the gateway is asked for the next one while
 * there is room. Called by the JDK's client, one call at a time; {@link #resume} and the questions are thread-safe.
 */
final class FrameIntake implements WebSocket.Listener {
    /** A message that is longer is left out: what has no room in this process would end it. */
    private static final int MAX_MESSAGE_BYTES =
            (int) Math.min(1L << 30, Runtime.getRuntime().maxMemory() / 4);

    private final Inbox inbox;
    private final Events events;
    private final AtomicBoolean paused = new AtomicBoolean();
    private byte[] begun = {};
    private int size;
    private boolean skipping; // a message that is too long has not ended
    private volatile @Nullable WebSocket socket;

    /** What the connection's owner is told. Short, and on a thread of the client's. */
    interface Events {
        /** A frame came; {@code data} says whether it was part of a message. */
        void came(boolean data);

        /** The gateway has everything up to this request. */
        void confirmed(long number);

        /** What came up to here is the session's log up to this number. */
        void reached(long number);

        /** A message was longer than so many bytes, and is left out. */
        void tooLong(int bytes);

        /** It is over. */
        void over(int code, String why);
    }

    FrameIntake(Inbox inbox, Events events) {
        this.inbox = inbox;
        this.events = events;
    }

    @Override
    public void onOpen(WebSocket opened) {
        socket = opened;
        opened.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        events.came(true);
        int count = data.remaining();
        if (count > MAX_MESSAGE_BYTES - size || skipping) {
            if (!skipping) {
                events.tooLong(MAX_MESSAGE_BYTES);
            }
            skipping = !last;
            begun = new byte[0];
            size = 0;
        } else if (last && size == 0) {
            byte[] whole = new byte[count];
            data.get(whole);
            inbox.add(whole);
        } else {
            if (size + count > begun.length) {
                long grown = Math.max((long) size + count, last ? 0 : 2L * begun.length);
                begun = Arrays.copyOf(begun, (int) Math.min(MAX_MESSAGE_BYTES, grown));
            }
            data.get(begun, size, count);
            size += count;
            if (last) {
                inbox.add(size == begun.length ? begun : Arrays.copyOf(begun, size));
                begun = new byte[0];
                size = 0;
            }
        }
        if (last && inbox.isFull()) {
            paused.set(true);
            resume(); // it may have been emptied in between
            return null;
        }
        from.request(1);
        return null;
    }

    /** There is room again: asks for the next message, if none was asked for. */
    void resume() {
        WebSocket open = socket;
        if (open != null && !inbox.isFull() && paused.compareAndSet(true, false)) {
            open.request(1);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        events.came(true);
        from.request(1); // not of this framing
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
        events.came(false);
        if (message.remaining() == Long.BYTES) {
            events.reached(message.getLong(message.position()));
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
        events.came(false);
        if (message.remaining() == Long.BYTES) {
            events.confirmed(message.getLong(message.position()));
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        events.over(code, reason.isEmpty() ? "closed with " + code : reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        events.over(0, String.valueOf(error.getMessage()));
    }
}
