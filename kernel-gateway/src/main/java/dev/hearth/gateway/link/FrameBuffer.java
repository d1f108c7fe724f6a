package dev.hearth.gateway.link;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Puts the fragments of one WebSocket message together. A message that comes in one piece is not copied; memory for others
 * grows with what has come, and comes from a small common stock. Confined to one link's reading thread.
 */
final class FrameBuffer {
    private static final int SMALLEST = 16 * 1024;

    /** Buffers that no link uses now; at most so many are kept. */
    static final class Stock {
        private static final int KEPT = 16;

        private final int bytes;
        private final ConcurrentLinkedDeque<ByteBuffer> free = new ConcurrentLinkedDeque<>();
        private final AtomicInteger count = new AtomicInteger();

        Stock(int bytes) {
            this.bytes = bytes;
        }

        private ByteBuffer take() {
            ByteBuffer found = free.pollFirst();
            if (found == null) {
                return ByteBuffer.allocate(bytes);
            }
            count.decrementAndGet();
            return found.clear();
        }

        private void give(ByteBuffer buffer) {
            if (buffer.capacity() == bytes && count.incrementAndGet() <= KEPT) {
                free.addFirst(buffer);
            } else if (buffer.capacity() == bytes) {
                count.decrementAndGet();
            }
        }
    }

    private final Stock stock;
    private @Nullable ByteBuffer open;

    FrameBuffer(Stock stock) {
        this.stock = stock;
    }

    /** Whether the message so far and {@code fragment} are more than {@code most} bytes. */
    boolean exceeds(ByteBuffer fragment, int most) {
        int before = open == null ? 0 : open.position();
        return before + fragment.remaining() > most;
    }

    /** Adds a fragment; returns the whole message if it was the last one, good until {@link #release}. */
    @Nullable
    ByteBuffer add(ByteBuffer fragment, boolean last) {
        ByteBuffer into = open;
        if (into == null && last) {
            return fragment;
        }
        if (into == null) {
            into = fragment.remaining() <= SMALLEST ? ByteBuffer.allocate(SMALLEST) : stock.take();
        } else if (into.remaining() < fragment.remaining()) {
            ByteBuffer larger = stock.take();
            larger.put(into.flip());
            into = larger;
        }
        into.put(fragment);
        open = into;
        return last ? into.flip() : null;
    }

    /** The message has been dealt with. */
    void release() {
        ByteBuffer used = open;
        open = null;
        if (used != null) {
            stock.give(used);
        }
    }
}
