package dev.hearth.gateway.session;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The ends that a session's own wish sets: its heartbeat, its age, its idleness; and the age the configuration sets where it
 * wishes none. Attached clients keep it from the first and the last, and cells that run or wait from the last. Only functions;
 * thread-safe.
 */
final class Expiry {
    private Expiry() {}

    /** Ends a session whose time is up, and says in the reason which time that was. */
    static void look(Session session, Instant now) {
        SessionCore core = session.core();
        SessionWish wish = core.row().wish();
        Duration maxAge = core.around.settings().retention().maxAge();
        core.enter();
        try {
            String reason = null;
            if ((wish == null || wish.ttl() == null)
                    && isOver(maxAge, core.row().createdAt(), now)) {
                reason = "the session has reached the age at which sessions end here, " + maxAge.toSeconds()
                        + " s (culling.max-age)";
            } else if (wish != null) {
                reason = reason(core, wish, now);
            }
            if (reason != null) {
                session.end(reason);
            }
        } finally {
            core.leave();
        }
    }

    private static @Nullable String reason(SessionCore core, SessionWish wish, Instant now) {
        if (isOver(wish.ttl(), core.row().createdAt(), now)) {
            return "the session has reached the age that was asked for (ttl " + wish.ttl() + ")";
        }
        if (!core.attachments.isEmpty()) {
            return null;
        }
        int heartbeat = wish.heartbeatTimeoutInSecond();
        Instant heard = Instant.ofEpochMilli(core.lastHeartbeatMillis());
        if (heartbeat > 0 && !heard.plusSeconds(heartbeat).isAfter(now)) {
            return "no client has asked for the session for " + heartbeat + " s (heartbeatTimeoutInSecond)";
        }
        Incarnation of = core.current;
        boolean quiet = core.row().state() == SessionState.RUNNING && of != null && of.unfinished.size() == 0;
        if (quiet && isOver(wish.idleTimeout(), Instant.ofEpochMilli(core.lastActivityMillis()), now)) {
            return "the session was idle for the time that was asked for (idleTimeout " + wish.idleTimeout() + ")";
        }
        return null;
    }

    private static boolean isOver(@Nullable String text, Instant since, Instant now) {
        return text != null && isOver(TimeText.parse(text), since, now);
    }

    private static boolean isOver(Duration limit, Instant since, Instant now) {
        return !limit.isZero() && !since.plus(limit).isAfter(now);
    }
}
