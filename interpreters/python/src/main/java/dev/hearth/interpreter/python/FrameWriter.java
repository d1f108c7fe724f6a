package dev.hearth.interpreter.python;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Sends frames from a thread of its own, so that an interrupt of a caller's thread never closes the socket. Thread-safe.
 * At most {@value #CAPACITY} frames wait; whoever brings one more is told so.
 */
final class FrameWriter implements Runnable {
    private static final int CAPACITY = 1024;

    private final WritableByteChannel channel;
    private final BlockingQueue<ByteBuffer> waiting = new ArrayBlockingQueue<>(CAPACITY);

    FrameWriter(WritableByteChannel channel) {
        this.channel = channel;
    }

    /** Takes a frame over; returns false if too many wait for a child that does not read. Returns at once. */
    boolean offer(FrameKind kind, long number, byte[] body) {
        return waiting.offer(frame(kind, number, body));
    }

    /** Takes a frame over; waits for at most {@code timeout} where {@link #offer} would refuse. */
    boolean put(FrameKind kind, long number, byte[] body, Duration timeout) throws InterruptedException {
        return waiting.offer(frame(kind, number, body), timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    void stop() {
        waiting.clear();
        waiting.offer(ByteBuffer.allocate(0)); // no frame is empty: this one ends the thread
    }

    @Override
    public void run() {
        try {
            for (ByteBuffer frame = waiting.take(); frame.hasRemaining(); frame = waiting.take()) {
                while (frame.hasRemaining()) {
                    channel.write(frame);
                }
            }
        } catch (IOException e) {
            // The child is gone; those who read from it find out and tell why.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ByteBuffer frame(FrameKind kind, long number, byte[] body) {
        return ByteBuffer.allocate(Integer.BYTES + 1 + Long.BYTES + body.length)
                .putInt(body.length)
                .put(kind.code())
                .putLong(number)
                .put(body)
                .flip();
    }
}
