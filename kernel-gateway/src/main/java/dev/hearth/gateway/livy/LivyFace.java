package dev.hearth.gateway.livy;

import dev.hearth.gateway.error.ErrorMapper;
import dev.hearth.gateway.error.ErrorShape;
import dev.hearth.gateway.http.Face;
import dev.hearth.gateway.security.Access;
import dev.hearth.gateway.session.Sessions;
import io.javalin.config.RoutesConfig;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What Livy's clients see but for batches: {@code /sessions}, and what is asked of the server. Thread-safe. */
public final class LivyFace implements Face {
    private final ServerRoutes serverRoutes;
    private final SessionRoutes sessionRoutes;
    private final StatementRoutes statementRoutes;
    private final CompletionRoute completionRoute;
    private final ResourceRoutes resourceRoutes;
    private final LivySettings settings;

    /** A face over sessions, to which no file of this machine can be added. */
    public LivyFace(Sessions sessions, Access access, LivySettings settings) {
        this(sessions, access, settings, ResourceSettings.DEFAULTS);
    }

    /** A face over sessions, of a gateway that is well while it answers. */
    public LivyFace(Sessions sessions, Access access, LivySettings settings, ResourceSettings resources) {
        this(sessions, access, settings, resources, Map::of);
    }

    /**
     * A face over sessions.
     *
     * @param health what is wrong with each part of the gateway, or nothing where it is well; may block on a disk
     */
    public LivyFace(
            Sessions sessions,
            Access access,
            LivySettings settings,
            ResourceSettings resources,
            Supplier<Map<String, Optional<String>>> health) {
        this.serverRoutes = new ServerRoutes(health);
        LivySessions livy = new LivySessions(sessions, access, settings);
        this.settings = settings;
        this.sessionRoutes = new SessionRoutes(livy, settings);
        this.statementRoutes = new StatementRoutes(livy, settings);
        this.completionRoute = new CompletionRoute(livy, settings);
        this.resourceRoutes = new ResourceRoutes(livy, settings, resources);
    }

    @Override
    public void addRoutes(RoutesConfig routes) {
        Accepts.addTo(routes);
        if (settings.csrf()) {
            CsrfHeader.addTo(routes);
        }
        serverRoutes.addTo(routes);
        sessionRoutes.addTo(routes);
        statementRoutes.addTo(routes);
        completionRoute.addTo(routes);
        resourceRoutes.addTo(routes);
    }

    @Override
    public Set<String> overridable() {
        return errors().keySet();
    }

    @Override
    public long bodyBytes(String path) {
        return resourceRoutes.bodyBytes(path);
    }

    @Override
    public Map<String, ErrorShape> errors() {
        return Map.of("sessions", ErrorMapper.LIVY, "batches", ErrorMapper.LIVY);
    }
}
