package dev.hearth.gateway.livy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.session.SessionView;
import dev.hearth.protocol.Json;

/**
 * A session in Livy's form: these fields, in this order, and no others, since its Java client refuses a session with a field
 * that it does not know. Thread-safe.
 */
final class SessionJson {
    private final boolean nineFields;

    SessionJson(LivySettings settings) {
        this.nineFields = settings.nineFields();
    }

    ObjectNode of(SessionView view) {
        ObjectNode json = Json.object();
        json.put("id", view.number());
        json.put("name", view.name());
        json.putNull("appId");
        json.put("owner", view.owner());
        json.put("proxyUser", view.proxyUser());
        json.put("state", LivyState.of(view));
        json.put("kind", LivyKind.of(view.language()).wireName());
        json.putObject("appInfo").putNull("driverLogUrl").putNull("sparkUiUrl").putNull("executorLogUrls");
        json.putArray("log");
        if (!nineFields) {
            resources(json);
        }
        return json;
    }

    private static void resources(ObjectNode json) {
        json.putNull("ttl").putNull("idleTimeout");
        json.putNull("driverMemory").put("driverCores", 0);
        json.putNull("executorMemory").put("executorCores", 0);
        json.putObject("conf");
        json.putArray("archives");
        json.putArray("files");
        json.put("heartbeatTimeoutInSecond", 0);
        json.putArray("jars");
        json.put("numExecutors", 0);
        json.putArray("pyFiles");
        json.putNull("queue");
    }
}
