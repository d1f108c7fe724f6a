package dev.hearth.gateway.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.link.LinkRecord;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a driver said about itself in events: phases of its launch, facts, and why it is about to end. Bounded: a driver that
 * says more is not listened to. Guarded by the session's lock.
 */
final class DriverEvents {
    /** How the types of events begin. */
    static final String PREFIX = "hearth_";

    private static final int MAX_ENTRIES = 64;
    private static final int MAX_CHARS = 2048;
    private static final int MAX_PER_SECOND = 1000;

    private final Map<String, Long> phases = new LinkedHashMap<>();
    private final Map<String, String> facts = new LinkedHashMap<>();
    private String ending = "";
    private long second;
    private int inSecond;

    /** Whether another event may be passed on: so many in a second, the rest is dropped. */
    boolean admit(long nowMillis) {
        if (nowMillis / 1000 != second) {
            second = nowMillis / 1000;
            inSecond = 0;
        }
        return ++inSecond <= MAX_PER_SECOND;
    }

    Map<String, Long> phases() {
        return Map.copyOf(phases);
    }

    Map<String, String> facts() {
        return Map.copyOf(facts);
    }

    /** Why the driver ends, in its own words; empty if it did not say. */
    String ending() {
        return ending;
    }

    void fact(String name, String value) {
        if (facts.size() < MAX_ENTRIES && !value.isEmpty()) {
            facts.put(cut(name), cut(value));
        }
    }

    /** Takes up an event; one that cannot be read is passed over. */
    void fold(LinkRecord event) {
        String type = event.envelope().messageType();
        if (!type.equals("hearth_phase") && !type.equals("hearth_facts") && !type.equals("hearth_ending")) {
            return;
        }
        try {
            JsonNode content = Json.read(event.readMessage().contentJson());
            if (type.equals("hearth_phase")) {
                JsonNode name = content.path("phase");
                if (name.isTextual() && phases.size() < MAX_ENTRIES) {
                    phases.put(
                            cut(name.textValue()),
                            content.path("millis_since_start").asLong());
                }
            } else if (type.equals("hearth_facts")) {
                content.properties()
                        .forEach(entry -> fact(
                                entry.getKey(),
                                entry.getValue().isTextual()
                                        ? entry.getValue().textValue()
                                        : entry.getValue().toString()));
            } else {
                ending = cut(content.path("reason").asText(""));
            }
        } catch (MalformedMessageException e) {
            // Its own loss: events carry nothing that anything depends on.
        }
    }

    private static String cut(String text) {
        return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS);
    }
}
