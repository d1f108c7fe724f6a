package dev.hearth.gateway.session;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The bytes of a driver's log, or of a result, as they come, at the reader's pace. One thread at a time, but for {@link #close}. */
public interface LogSource extends AutoCloseable {
    /** The next bytes, the caller's own; null when there are none now. */
    @Nullable
    ByteBuffer next();

    /** Runs {@code wake} once, when there is more, or the source has ended: at once, or on any thread. It must be short. */
    void whenMore(Runnable wake);

    /** Whether nothing more will come: after {@link #next} has returned null. A link that broke ends it too. */
    boolean ended();

    /** Offset in the file behind the last bytes returned. */
    long position();

    @Override
    void close();
}
