package dev.hearth.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.client.GatewayClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The sessions that one may attach to: those that have not ended. Immutable. */
final class LiveSessions {
    private static final Set<String> OVER = Set.of("dead", "deleted", "ending");
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private final List<JsonNode> sessions;

    private LiveSessions(List<JsonNode> sessions) {
        this.sessions = List.copyOf(sessions);
    }

    /** Asks the gateway. */
    static LiveSessions of(GatewayClient client) throws IOException, InterruptedException {
        List<JsonNode> live = new ArrayList<>();
        client.sessions().forEach(each -> {
            if (!OVER.contains(each.path("state").asText())) {
                live.add(each);
            }
        });
        live.sort(Comparator.comparing((JsonNode each) -> each.path("created").asText("")));
        return new LiveSessions(live);
    }

    /**
     * The one with this id, or with an id that begins so, or with this name.
     *
     * @throws IOException if there is none, or several
     */
    JsonNode require(String asked) throws IOException {
        List<JsonNode> fit = sessions.stream()
                .filter(each -> each.path("id").asText().startsWith(asked)
                        || each.path("name").asText("").equals(asked))
                .toList();
        if (fit.size() == 1) {
            return fit.get(0);
        }
        if (fit.isEmpty()) {
            throw new IOException("no session that lives has the id or the name \"" + asked + "\"; "
                    + (sessions.isEmpty() ? "there is none" : "./hearth attach lists those that there are"));
        }
        throw new IOException(fit.size() + " sessions fit \"" + asked + "\": say more of the id");
    }

    void print(PrintWriter out) {
        if (sessions.isEmpty()) {
            out.println("There is no session to attach to.");
            return;
        }
        String line = "%-36s  %-8s  %-12s  %-10s  %-16s  %s%n";
        out.printf(line, "SESSION", "LANGUAGE", "PROFILE", "STATE", "SINCE", "NAME");
        for (JsonNode each : sessions) {
            out.printf(
                    line,
                    each.path("id").asText(),
                    each.path("language").asText(),
                    each.path("profile").asText(),
                    each.path("execution_state").asText(),
                    here(each.path("created").asText("")),
                    each.path("name").asText(each.path("path").asText("")));
        }
    }

    /** The clock of whoever reads it, not of the gateway. */
    private static String here(String time) {
        try {
            return MINUTE.format(Instant.parse(time).atZone(ZoneId.systemDefault()));
        } catch (DateTimeException e) {
            return time;
        }
    }
}
