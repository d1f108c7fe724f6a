package dev.hearth.gateway.http.api;

import dev.hearth.gateway.session.SessionEvents;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Tells several listeners. Thread-safe. */
public final class AllSessionEvents implements SessionEvents {
    private final List<SessionEvents> listeners;

    /** Tells these, in this order. */
    public AllSessionEvents(SessionEvents... listeners) {
        this.listeners = List.of(listeners);
    }

    private void all(Consumer<SessionEvents> what) {
        listeners.forEach(what);
    }

    @Override
    public void created(UUID session, String profile) {
        all(each -> each.created(session, profile));
    }

    @Override
    public void ready(UUID session, Duration sinceLaunch) {
        all(each -> each.ready(session, sinceLaunch));
    }

    @Override
    public void startFailed(UUID session, String profile) {
        all(each -> each.startFailed(session, profile));
    }

    @Override
    public void ended(UUID session, String reason) {
        all(each -> each.ended(session, reason));
    }

    @Override
    public void attached(UUID session) {
        all(each -> each.attached(session));
    }

    @Override
    public void detached(UUID session) {
        all(each -> each.detached(session));
    }

    @Override
    public void driverEnded(UUID session) {
        all(each -> each.driverEnded(session));
    }

    @Override
    public void linkUp(UUID session) {
        all(each -> each.linkUp(session));
    }

    @Override
    public void linkDown(UUID session, String reason) {
        all(each -> each.linkDown(session, reason));
    }

    @Override
    public void driverLied(UUID session, String what) {
        all(each -> each.driverLied(session, what));
    }

    @Override
    public void requestAccepted(UUID session, String messageType) {
        all(each -> each.requestAccepted(session, messageType));
    }

    @Override
    public void recordsAppended(UUID session, int records, long bytes) {
        all(each -> each.recordsAppended(session, records, bytes));
    }

    @Override
    public void recordsDropped(UUID session, long records, long bytes) {
        all(each -> each.recordsDropped(session, records, bytes));
    }
}
