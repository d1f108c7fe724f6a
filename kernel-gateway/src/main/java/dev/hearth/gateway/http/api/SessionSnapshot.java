package dev.hearth.gateway.http.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.session.SessionView;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.Json;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A session at one moment as JSON. Only functions; thread-safe. */
final class SessionSnapshot {
    private SessionSnapshot() {}

    static ObjectNode of(SessionView view) {
        ObjectNode json = Json.object();
        json.put("id", view.id().toString());
        json.put("number", view.number());
        json.put("owner", view.owner());
        json.put("proxy_user", view.proxyUser());
        json.put("profile", view.profile());
        json.put("language", view.language().wireName());
        json.put("name", view.name());
        json.put("path", view.path());
        json.put("state", view.state().name().toLowerCase(Locale.ROOT));
        json.put("reason", view.reasonAndLog());
        ArrayNode tail = json.putArray("log_tail");
        view.logTail().forEach(tail::add);
        json.put("execution_state", view.executionState().wireName());
        json.put("created", Header.date(view.createdAt()));
        json.put("last_activity", Header.date(view.lastActivity()));
        json.put("connections", view.connections());
        json.put("incarnation", view.incarnation());
        json.put("unfinished", view.unfinished());
        json.put("last_number", view.lastNumber());
        ObjectNode phases = json.putObject("phases");
        view.start().phases().entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .forEach(phase -> phases.put(phase.getKey(), phase.getValue()));
        ObjectNode facts = json.putObject("facts");
        new TreeMap<>(view.start().facts()).forEach(facts::put);
        ObjectNode link = json.putObject("link");
        link.put("up", view.linked());
        link.put("down_since", view.linkDownSince() == null ? null : Header.date(view.linkDownSince()));
        return json;
    }
}
