package dev.hearth.gateway.livy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.session.Session;
import dev.hearth.gateway.session.SessionView;
import dev.hearth.gateway.session.SessionWish;
import dev.hearth.protocol.Json;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A session in Livy's form: these fields, in this order, and no others, since its Java client refuses a session with a field
 * that it does not know. Thread-safe.
 */
final class SessionJson {
    private static final SessionWish NOTHING = new SessionWish(
            null, null, null, 0, null, 0, 0, Map.of(), List.of(), List.of(), List.of(), List.of(), null, 0, null, null);

    private final boolean nineFields;

    SessionJson(LivySettings settings) {
        this.nineFields = settings.nineFields();
    }

    /**
     * The session now.
     *
     * @param context the request: links begin with the address that it was sent to
     * @param visitor who does not see a session finds no lines of its log, and neither its properties nor its links
     */
    ObjectNode of(Session session, Context context, Visitor visitor) {
        boolean seen = visitor.sees(session.ownership());
        SessionView view = session.view();
        SessionWish wish = view.wish() == null ? NOTHING : view.wish();
        ObjectNode json = Json.object();
        json.put("id", view.number());
        json.put("name", LivySessions.shownName(view));
        json.put("appId", fact(view, "app_id"));
        json.put("owner", view.owner());
        json.put("proxyUser", view.proxyUser());
        json.put("state", LivyState.of(view));
        json.put("kind", kind(view, wish));
        json.putObject("appInfo")
                .put("driverLogUrl", seen ? driverLog(session, context) : null)
                .put("sparkUiUrl", seen ? page(fact(view, "ui")) : null)
                .putNull("executorLogUrls");
        put(json.putArray("log"), seen ? SessionLog.tail(session, view) : List.of());
        if (!nineFields) {
            resources(json, wish, seen);
        }
        return json;
    }

    private static String kind(SessionView view, SessionWish wish) {
        return wish.kind() == null ? LivyKind.of(view.language()).wireName() : wish.kind();
    }

    /** Where the driver's log can be read, once there is one. */
    private static @Nullable String driverLog(Session session, Context context) {
        return session.logFile()
                .map(file -> context.scheme() + "://" + context.host() + "/hearth/sessions/" + session.id() + "/log")
                .orElse(null);
    }

    private static @Nullable String fact(SessionView view, String name) {
        String fact = view.start().facts().get(name);
        return fact == null || fact.equals("null") ? null : fact;
    }

    /** A driver's word for an address is taken for no other kind of link. */
    private static @Nullable String page(@Nullable String url) {
        return url != null && (url.startsWith("http://") || url.startsWith("https://")) ? url : null;
    }

    private static void resources(ObjectNode json, SessionWish wish, boolean seen) {
        json.put("ttl", wish.ttl());
        json.put("idleTimeout", wish.idleTimeout());
        json.put("driverMemory", wish.driverMemory());
        json.put("driverCores", wish.driverCores());
        json.put("executorMemory", wish.executorMemory());
        json.put("executorCores", wish.executorCores());
        ObjectNode conf = json.putObject("conf");
        if (seen) { // it may hold what is nobody else's business
            wish.conf().forEach(conf::put);
        }
        put(json.putArray("archives"), wish.archives());
        put(json.putArray("files"), wish.files());
        json.put("heartbeatTimeoutInSecond", wish.heartbeatTimeoutInSecond());
        put(json.putArray("jars"), wish.jars());
        json.put("numExecutors", wish.numExecutors());
        put(json.putArray("pyFiles"), wish.pyFiles());
        json.put("queue", wish.queue());
    }

    private static void put(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }
}
