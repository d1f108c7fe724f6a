package dev.hearth.gateway.jupyter;

import dev.hearth.gateway.error.ErrorMapper;
import dev.hearth.gateway.http.Face;
import dev.hearth.gateway.security.Access;
import dev.hearth.gateway.security.EnvAllowList;
import dev.hearth.gateway.session.MemoryBudget;
import dev.hearth.gateway.session.Sessions;
import io.javalin.config.RoutesConfig;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServerContainer;
import org.jspecify.annotations.Nullable;

/** What Jupyter clients see: {@code /api} and {@code /kernelspecs}. Thread-safe. */
public final class JupyterFace implements Face {
    private final Kernels kernels;
    private final ServerRoutes server;
    private final KernelRoutes kernelRoutes;
    private final SessionRoutes sessionRoutes;
    private final JupyterSettings settings;
    private final ErrorMapper mapper;
    private final Clock clock;
    private final MemoryBudget memory;
    private final ScheduledExecutorService timer;
    private volatile @Nullable ChannelsRoom room;

    /**
     * A face over sessions.
     *
     * @param documents where documents are kept
     * @param timer for pings and time-outs; its tasks are short
     */
    public JupyterFace(
            Sessions sessions,
            DocumentStore documents,
            Access access,
            Kernelspecs specs,
            EnvAllowList env,
            JupyterSettings settings,
            ErrorMapper mapper,
            ScheduledExecutorService timer) {
        this.kernels = new Kernels(sessions, access, specs);
        this.clock = sessions.clock();
        this.memory = sessions.memory();
        this.server = new ServerRoutes(kernels, specs, settings.version(), clock);
        this.kernelRoutes = new KernelRoutes(kernels, env, settings);
        this.sessionRoutes = new SessionRoutes(kernels, new JupyterSessions(documents), access, settings.bodyBytes());
        this.settings = settings;
        this.mapper = mapper;
        this.timer = timer;
    }

    @Override
    public void addRoutes(RoutesConfig routes) {
        server.addTo(routes);
        kernelRoutes.addTo(routes);
        sessionRoutes.addTo(routes);
    }

    @Override
    public void addSockets(JettyWebSocketServerContainer container) {
        ChannelsRoom opened = new ChannelsRoom(settings, mapper, clock, timer, container.getExecutor(), memory);
        room = opened;
        container.addMapping(ChannelsDoor.PATH, new ChannelsDoor(kernels, opened));
    }

    @Override
    public Set<String> openPaths() {
        // VS Code asks for the last two before it has a token: is it a hub, does it want a password? 404 says no to
        // both.
        return Set.of("/api", "/hub/api", "/tree");
    }

    @Override
    public CompletableFuture<Void> stopping() {
        ChannelsRoom open = room;
        return open == null ? CompletableFuture.completedFuture(null) : open.closeAll();
    }
}
