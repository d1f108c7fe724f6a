package dev.hearth.gateway.session;

import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what a listener throws away from the sessions. As thread-safe as the listener. */
final class SafeEvents implements SessionEvents {
    private static final Logger LOG = LoggerFactory.getLogger(SafeEvents.class);

    private final SessionEvents events;

    SafeEvents(SessionEvents events) {
        this.events = events;
    }

    private static void safely(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.warn("a listener failed", e);
        }
    }

    @Override
    public void created(UUID session, String profile) {
        safely(() -> events.created(session, profile));
    }

    @Override
    public void ready(UUID session, Duration sinceLaunch) {
        safely(() -> events.ready(session, sinceLaunch));
    }

    @Override
    public void driverEnded(UUID session) {
        safely(() -> events.driverEnded(session));
    }

    @Override
    public void startFailed(UUID session, String profile) {
        safely(() -> events.startFailed(session, profile));
    }

    @Override
    public void ended(UUID session, String reason) {
        safely(() -> events.ended(session, reason));
    }

    @Override
    public void attached(UUID session) {
        safely(() -> events.attached(session));
    }

    @Override
    public void detached(UUID session) {
        safely(() -> events.detached(session));
    }

    @Override
    public void linkUp(UUID session) {
        safely(() -> events.linkUp(session));
    }

    @Override
    public void linkDown(UUID session, String reason) {
        safely(() -> events.linkDown(session, reason));
    }

    @Override
    public void driverLied(UUID session, String what) {
        safely(() -> events.driverLied(session, what));
    }

    @Override
    public void requestAccepted(UUID session, String messageType) {
        safely(() -> events.requestAccepted(session, messageType));
    }

    @Override
    public void recordsAppended(UUID session, int records, long bytes) {
        safely(() -> events.recordsAppended(session, records, bytes));
    }

    @Override
    public void recordsDropped(UUID session, long records, long bytes) {
        safely(() -> events.recordsDropped(session, records, bytes));
    }
}
