package dev.hearth.bridge;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The kernel's log: lines for whoever started it. Of what comes again and again, the first few lines of a kind are written, then
 * one in ten seconds that counts the rest. Thread-safe.
 */
final class BridgeLog {
    private static final int FIRST = 3;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Consumer<String> out;
    private final LongSupplier nanos;
    private final Map<String, Kind> kinds = new HashMap<>(); // guarded by this; kinds are few, and our own words

    private static final class Kind {
        private int written;
        private long left;
        private long last;
    }

    BridgeLog(Consumer<String> out, LongSupplier nanos) {
        this.out = out;
        this.nanos = nanos;
    }

    /** Writes a line. */
    void say(String line) {
        out.accept("hearth-bridge: " + line.replaceAll("\\p{Cntrl}", " "));
    }

    /** Writes a line that may come often. */
    void often(String kind, String line) {
        long more;
        synchronized (this) {
            Kind known = kinds.computeIfAbsent(kind, name -> new Kind());
            long now = nanos.getAsLong();
            if (known.written >= FIRST && now - known.last < PAUSE_NANOS) {
                known.left++;
                return;
            }
            known.written = now - known.last >= PAUSE_NANOS ? 1 : known.written + 1;
            known.last = now;
            more = known.left;
            known.left = 0;
        }
        say(more == 0 ? line : line + " (and " + more + " more of the kind)");
    }
}
