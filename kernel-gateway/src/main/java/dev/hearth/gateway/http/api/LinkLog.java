package dev.hearth.gateway.http.api;

import dev.hearth.gateway.http.StreamAnswer;
import dev.hearth.gateway.session.LogSource;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A driver's log over the link. How long the log is is not known here: what has come when nothing comes for a while is taken
 * for all that there is now. One thread at a time, but for wake-ups.
 */
final class LinkLog implements StreamAnswer.Source {
    private static final long PAUSE_MILLIS = 700;
    private static final int MOST_KEPT_BYTES = 1 << 20;

    private final LogSource source;
    private final boolean follow;
    private final int tail;
    private final ScheduledExecutorService timer;
    private final ArrayDeque<ByteBuffer> kept = new ArrayDeque<>(); // while the end is sought for
    private final AtomicReference<@Nullable Runnable> waiting = new AtomicReference<>();
    private int keptBytes;
    private boolean seeking;
    private volatile boolean paused;

    /**
     * A log from its beginning.
     *
     * @param tail give no more than so many lines of what there is now; negative for all
     */
    LinkLog(LogSource source, boolean follow, int tail, ScheduledExecutorService timer) {
        this.source = source;
        this.follow = follow;
        this.tail = tail;
        this.timer = timer;
        this.seeking = tail >= 0;
    }

    @Override
    public @Nullable ByteBuffer next() {
        ByteBuffer piece = source.next();
        while (seeking) {
            if (piece == null) {
                if (!paused && !source.ended()) {
                    return null;
                }
                seeking = false;
                return lastLines();
            }
            paused = false;
            keep(piece);
            piece = source.next();
        }
        if (piece != null) {
            paused = false;
        }
        return piece;
    }

    private void keep(ByteBuffer piece) {
        ByteBuffer copy = ByteBuffer.allocate(piece.remaining()).put(piece).flip();
        kept.add(copy);
        keptBytes += copy.remaining();
        while (kept.size() > 1 && keptBytes - kept.getFirst().remaining() > MOST_KEPT_BYTES) {
            keptBytes -= kept.removeFirst().remaining();
        }
    }

    private @Nullable ByteBuffer lastLines() {
        ByteBuffer all = ByteBuffer.allocate(keptBytes);
        kept.forEach(all::put);
        kept.clear();
        all.flip();
        int from = all.limit();
        int found = 0;
        for (int i = all.limit() - 2; i >= 0 && found < tail; i--) {
            if (all.get(i) == '\n' && ++found == tail) {
                break;
            }
            from = i;
        }
        all.position(tail == 0 ? all.limit() : from);
        return all.hasRemaining() ? all : null;
    }

    @Override
    public boolean ended() {
        return source.ended() || (!follow && paused);
    }

    @Override
    public boolean endsWhenQuiet() {
        return true;
    }

    @Override
    public void whenMore(Runnable wake) {
        waiting.set(wake);
        source.whenMore(this::wake);
        if (!follow || seeking) {
            try {
                timer.schedule(this::pause, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                pause();
            }
        }
    }

    private void pause() {
        if (waiting.get() != null) {
            paused = true;
            wake();
        }
    }

    private void wake() {
        Runnable wake = waiting.getAndSet(null);
        if (wake != null) {
            wake.run();
        }
    }

    @Override
    public void close() {
        source.close();
    }
}
