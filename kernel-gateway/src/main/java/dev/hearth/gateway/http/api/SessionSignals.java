package dev.hearth.gateway.http.api;

import dev.hearth.gateway.session.SessionEvents;
import java.util.UUID;

/** Wakes streams when something ends that no record tells of: a driver, a session. Thread-safe. */
public final class SessionSignals implements SessionEvents {
    private final Wakes<UUID> wakes = new Wakes<>();

    void add(UUID session, Runnable wake) {
        wakes.add(session, wake);
    }

    void remove(UUID session, Runnable wake) {
        wakes.remove(session, wake);
    }

    @Override
    public void ended(UUID session, String reason) {
        wakes.tell(session);
    }

    @Override
    public void driverEnded(UUID session) {
        wakes.tell(session);
    }

    @Override
    public void startFailed(UUID session, String profile) {
        wakes.tell(session);
    }

    @Override
    public void linkDown(UUID session, String reason) {
        wakes.tell(session);
    }

    @Override
    public void linkUp(UUID session) {
        wakes.tell(session);
    }
}
