package dev.hearth.gateway.session;

import java.time.Duration;
import java.util.UUID;

/**
 * Told what happens to sessions, for counting. Calls come on any thread and must be short; what they throw is logged and
 * has no other effect.
 */
public interface SessionEvents {
    /** Nobody listens. */
    SessionEvents NONE = new SessionEvents() {};

    /** A session was created. */
    default void created(UUID session, String profile) {}

    /** A driver is ready for cells, so long after its launch. */
    default void ready(UUID session, Duration sinceLaunch) {}

    /** No driver could be started, or it never called back. */
    default void startFailed(UUID session, String profile) {}

    /** A session became dead or was deleted. */
    default void ended(UUID session, String reason) {}

    /** A client has come to a session's channels. */
    default void attached(UUID session) {}

    /** A client has gone. */
    default void detached(UUID session) {}

    /** A driver is gone, whatever comes next. */
    default void driverEnded(UUID session) {}

    /** A driver's link was accepted. */
    default void linkUp(UUID session) {}

    /** A driver's link is gone. */
    default void linkDown(UUID session, String reason) {}

    /** A link was refused or closed because of what the driver said. */
    default void driverLied(UUID session, String what) {}

    /** A request was accepted. */
    default void requestAccepted(UUID session, String messageType) {}

    /** Records of a driver were appended to a journal. */
    default void recordsAppended(UUID session, int records, long bytes) {}

    /** Retention dropped records. */
    default void recordsDropped(UUID session, long records, long bytes) {}
}
