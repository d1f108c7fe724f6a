package dev.hearth.gateway.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one streamed answer, one piece in flight: the next is read when the last has left. A client that does not read
 * costs one piece, and no thread. Thread-safe.
 */
final class ChunkWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ChunkWriter.class);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final Response response;
    private final Callback callback;
    private final StreamAnswer.Source source;
    private final Runnable done;
    private final SerialLoop loop;
    private volatile boolean inFlight;
    private volatile boolean finishing;
    private volatile @Nullable Throwable gone;
    private boolean begun; // in the loop only
    private boolean over; // in the loop only
    private volatile boolean waiting;

    ChunkWriter(Response response, Callback callback, StreamAnswer.Source source, Runnable done, Executor executor) {
        this.response = response;
        this.callback = callback;
        this.source = source;
        this.done = done;
        this.loop = new SerialLoop(this::step, executor);
    }

    void start() {
        loop.wake();
    }

    /** Ends the answer behind the piece that is in flight. */
    void finish() {
        finishing = true;
        loop.wakeElsewhere();
    }

    private boolean step() {
        if (inFlight || over) {
            return false;
        }
        Throwable cause = gone;
        if (cause != null) {
            broken(cause);
            return false;
        }
        try {
            ByteBuffer piece = finishing ? null : source.next();
            if (piece != null) {
                write(piece);
                return true;
            }
            if (finishing || source.ended()) {
                over = true;
                end();
                response.write(true, NOTHING, callback);
                return false;
            }
        } catch (IOException | RuntimeException e) {
            if (finishing) {
                LOG.debug("a stream is broken off", e);
            } else {
                LOG.warn("a stream is broken off: {}", e.toString());
            }
            broken(e);
            return false;
        }
        if (!begun) {
            write(NOTHING); // the client is to see the head at once
            return true;
        }
        if (!waiting) {
            waiting = true;
            source.whenMore(() -> {
                waiting = false;
                loop.wakeElsewhere();
            });
        }
        return false;
    }

    private void write(ByteBuffer piece) {
        begun = true;
        inFlight = true;
        response.write(false, piece, Callback.from(this::left, this::lost));
    }

    private void left() {
        inFlight = false;
        loop.wake();
    }

    private void lost(Throwable cause) {
        LOG.debug("the client of a stream has gone", cause);
        gone = cause;
        inFlight = false;
        loop.wake();
    }

    private void broken(Throwable cause) {
        over = true;
        end();
        callback.failed(cause);
    }

    private void end() {
        try {
            source.close();
        } finally {
            done.run();
        }
    }
}
