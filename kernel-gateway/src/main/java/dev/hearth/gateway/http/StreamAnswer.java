package dev.hearth.gateway.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An answer that comes piece by piece.
 *
 * @param contentType of the body
 * @param source where the pieces come from
 */
public record StreamAnswer(String contentType, Source source) {
    public StreamAnswer {
        Objects.requireNonNull(contentType, "contentType");
        Objects.requireNonNull(source, "source");
    }

    /** Where pieces come from. Called by one thread at a time, but for {@link #close}. */
    public interface Source extends AutoCloseable {
        /**
         * The next piece, good until the next call; null when there is none now.
         *
         * @throws IOException if it cannot be read; the answer is broken off
         */
        @Nullable
        ByteBuffer next() throws IOException;

        /** Runs {@code wake} once, when there may be more: at once, or on any thread. */
        void whenMore(Runnable wake);

        /** Whether nothing more will come; asked after {@link #next} has returned null. */
        boolean ended();

        /**
         * Whether the answer ends once nothing was written for as long as a connection may be idle: for a source that is silent
         * at times, since only by writing is it learnt that the client has gone.
         */
        default boolean endsWhenQuiet() {
            return false;
        }

        /** Called once, when the client has gone or the answer is complete. */
        @Override
        void close();
    }
}
