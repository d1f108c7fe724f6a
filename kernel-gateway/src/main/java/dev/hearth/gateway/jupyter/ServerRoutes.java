package dev.hearth.gateway.jupyter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.http.Bodies;
import dev.hearth.gateway.http.Callers;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.session.Session;
import dev.hearth.gateway.session.SessionView;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** {@code /api}, {@code /api/status}, {@code /api/me} and the kernelspecs. Thread-safe. */
final class ServerRoutes {
    /** The release of jupyter_server whose REST API is spoken: what clients take {@code version} for. */
    private static final String SPOKEN = "2.20.0";

    private static final int OK = 200;

    private final Kernels kernels;
    private final Kernelspecs specs;
    private final String version;
    private final Instant started;

    ServerRoutes(Kernels kernels, Kernelspecs specs, String version, Clock clock) {
        this.kernels = kernels;
        this.specs = specs;
        this.version = version;
        this.started = clock.instant();
    }

    void addTo(RoutesConfig routes) {
        routes.get("/api", this::version);
        routes.get("/api/status", this::status);
        routes.get("/api/me", this::me);
        routes.get("/api/kernelspecs", this::kernelspecs);
        routes.get("/api/kernelspecs/{name}", this::kernelspec);
        routes.get("/kernelspecs/{name}/{resource}", this::resource);
    }

    private void version(Context context) {
        Bodies.answer(context, OK, Json.object().put("version", SPOKEN).put("gateway_version", version));
    }

    private void status(Context context) {
        List<SessionView> views =
                kernels.list(Callers.of(context)).stream().map(Session::view).toList();
        Instant last = views.stream()
                .map(SessionView::lastActivity)
                .max(Instant::compareTo)
                .orElse(started);
        ObjectNode status = Json.object();
        status.put("started", Header.date(started));
        status.put("last_activity", Header.date(last));
        status.put("kernels", views.size());
        status.put(
                "connections", views.stream().mapToInt(SessionView::connections).sum());
        Bodies.answer(context, OK, status);
    }

    private void me(Context context) {
        Caller caller = Callers.of(context);
        String name = caller.owner();
        ObjectNode me = Json.object();
        ObjectNode identity = me.putObject("identity");
        identity.put("username", name).put("name", name).put("display_name", name);
        identity.put("initials", name.substring(0, 1).toUpperCase(java.util.Locale.ROOT));
        identity.putNull("avatar_url").putNull("color");
        me.putObject("permissions");
        Bodies.answer(context, OK, me);
    }

    /** With {@code ?user=x/name} one kernelspec: jupyter_server's gateway client puts the query before the name. */
    private void kernelspecs(Context context) {
        String user = context.queryParam("user");
        int slash = user == null ? -1 : user.indexOf('/');
        Bodies.answer(context, OK, slash < 0 ? specs.json() : specs.json(specs.require(user.substring(slash + 1))));
    }

    private void kernelspec(Context context) {
        Bodies.answer(context, OK, specs.json(specs.require(context.pathParam("name"))));
    }

    private void resource(Context context) {
        Kernelspec spec = specs.require(context.pathParam("name"));
        Logo logo = Logo.ofFileName(context.pathParam("resource")).orElseThrow(() -> noResource());
        context.header("Cache-Control", "private, max-age=86400");
        context.contentType(logo.contentType()).result(logo.read(spec.language()));
    }

    private static GatewayException noResource() {
        return new GatewayException(ErrorCode.PATH_NOT_FOUND, "a kernelspec has no such resource");
    }
}
