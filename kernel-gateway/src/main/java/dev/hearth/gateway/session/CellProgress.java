package dev.hearth.gateway.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.link.LinkRecord;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far the cells that a driver has spoken of last are, as shares of their Spark tasks: 0 to 1, never falling. Bounded.
 * Guarded by the session's lock.
 */
final class CellProgress {
    private static final int MAX_CELLS = 64;

    private final Map<String, Double> shares = new LinkedHashMap<>();

    /** Takes up a {@code hearth_progress}; one that cannot be read is passed over. */
    void fold(LinkRecord event) {
        String cell = event.envelope().parentId();
        if (cell.isEmpty()) {
            return;
        }
        try {
            JsonNode content = Json.read(event.readMessage().contentJson());
            double total = content.path("tasks_total").asDouble();
            double done = content.path("tasks_done").asDouble();
            if (total > 0 && done >= 0) {
                double share = Math.min(1, done / total);
                Double before = shares.remove(cell); // the newest is the last
                shares.put(cell, before == null ? share : Math.max(before, share));
            }
        } catch (MalformedMessageException e) {
            return; // Its own loss: events carry nothing that anything depends on.
        }
        if (shares.size() > MAX_CELLS) {
            shares.remove(shares.keySet().iterator().next());
        }
    }

    /** The share of a cell; 0 if nothing is known of it. */
    double of(String cell) {
        return shares.getOrDefault(cell, 0.0);
    }
}
