package dev.hearth.gateway.session;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who may become a live session: so many of the gateway, so many of each profile. Thread-safe. */
final class Admission {
    private final int most;
    private final Supplier<Collection<SessionRow>> present;
    private final Map<UUID, String> coming = new HashMap<>(); // id to profile; guarded by this
    private boolean closed; // guarded by this

    /**
     * Counts those that are {@code present} and live, and those that were let in and are not there yet.
     *
     * @param most of all profiles together
     * @param present asked under this object's lock; must not wait
     */
    Admission(int most, Supplier<Collection<SessionRow>> present) {
        this.most = most;
        this.present = present;
    }

    /**
     * Takes a place for a session; say {@link #arrived} when it counts by itself, or never will.
     *
     * @throws GatewayException with {@code TOO_MANY_SESSIONS}, or {@code NOT_SERVING} behind {@link #close}
     */
    synchronized void admit(UUID session, SessionProfile profile) {
        if (closed) {
            throw new GatewayException(ErrorCode.NOT_SERVING, "the gateway is stopping");
        }
        if (count(session, profile.name()) >= profile.sessions()) {
            throw full(
                    "profile \"" + profile.name() + "\" has " + profile.sessions()
                            + " live sessions, its limit (limits.sessions of the profile)",
                    profile.sessions(),
                    profile.name());
        }
        if (count(session, null) >= most) {
            throw full("there are " + most + " live sessions, the gateway's limit (limits.sessions)", most, null);
        }
        coming.put(session, profile.name());
    }

    /** The session is listed and live, or never will be. */
    synchronized void arrived(UUID session) {
        coming.remove(session);
        notifyAll();
    }

    /** Lets nobody in any more. Twice is harmless. */
    synchronized void close() {
        closed = true;
    }

    /** Lets nobody in any more, if nobody is there; else nothing changes. */
    synchronized boolean closeIfEmpty() {
        boolean empty = coming.isEmpty()
                && present.get().stream().noneMatch(row -> row.state().isLive());
        closed |= empty;
        return empty;
    }

    /** Waits until all who were let in are there; false if that takes too long. */
    synchronized boolean awaitArrivals(Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (!coming.isEmpty()) {
            long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()) + 1;
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return true;
    }

    private int count(UUID besides, @Nullable String profile) {
        int found = 0;
        for (SessionRow row : present.get()) {
            boolean counts = row.state().isLive()
                    && !coming.containsKey(row.id())
                    && !row.id().equals(besides);
            found += counts && (profile == null || profile.equals(row.profile())) ? 1 : 0;
        }
        for (String each : coming.values()) {
            found += profile == null || profile.equals(each) ? 1 : 0;
        }
        return found;
    }

    private static GatewayException full(String sentence, int bound, @Nullable String profile) {
        Map<String, String> arguments = new HashMap<>();
        arguments.put("bound", Integer.toString(bound));
        if (profile != null) {
            arguments.put("profile", profile);
        }
        return new GatewayException(ErrorCode.TOO_MANY_SESSIONS, sentence, arguments);
    }
}
