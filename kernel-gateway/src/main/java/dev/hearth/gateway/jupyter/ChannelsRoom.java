package dev.hearth.gateway.jupyter;

import dev.hearth.gateway.error.ErrorMapper;
import dev.hearth.gateway.http.Places;
import dev.hearth.gateway.session.Attachment.Reason;
import dev.hearth.gateway.session.MemoryBudget;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** All WebSockets of clients, and what they share. Thread-safe. */
final class ChannelsRoom {
    private final JupyterSettings settings;
    private final ErrorMapper mapper;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final Executor executor;
    private final Places places;
    private final MemoryBudget memory;
    private final Set<ChannelsEndpoint> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    ChannelsRoom(
            JupyterSettings settings,
            ErrorMapper mapper,
            Clock clock,
            ScheduledExecutorService timer,
            Executor executor,
            MemoryBudget memory) {
        this.settings = settings;
        this.mapper = mapper;
        this.clock = clock;
        this.timer = timer;
        this.executor = executor;
        this.memory = memory;
        this.places = new Places(settings.connections(), "WebSockets");
        long ping = settings.ping().toMillis();
        timer.scheduleAtFixedRate(() -> open.forEach(ChannelsEndpoint::keepAlive), ping, ping, TimeUnit.MILLISECONDS);
    }

    JupyterSettings settings() {
        return settings;
    }

    ErrorMapper mapper() {
        return mapper;
    }

    Clock clock() {
        return clock;
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    Executor executor() {
        return executor;
    }

    MemoryBudget memory() {
        return memory;
    }

    Places places() {
        return places;
    }

    void enter(ChannelsEndpoint endpoint) {
        places.take();
        open.add(endpoint);
    }

    void leave(ChannelsEndpoint endpoint) {
        if (open.remove(endpoint)) {
            places.leave();
        }
    }

    /** Whether whoever comes now has to go again. */
    boolean isClosing() {
        return closing;
    }

    /**
     * Closes all, and whoever comes later, in a way that makes clients come back.
     *
     * @return done when the close frames have left
     */
    CompletableFuture<Void> closeAll() {
        closing = true;
        return CompletableFuture.allOf(open.stream()
                .map(endpoint -> {
                    endpoint.close(Reason.GATEWAY_STOPS);
                    return endpoint.told();
                })
                .toArray(CompletableFuture<?>[]::new));
    }
}
