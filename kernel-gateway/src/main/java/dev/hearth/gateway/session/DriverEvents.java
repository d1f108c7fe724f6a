package dev.hearth.gateway.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.content.Events;
import dev.hearth.protocol.link.LinkRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a driver said about itself in events: phases of its start, facts, what it cannot do at the moment, and why it is about to
 * end; and the gateway's own phases of that start. Bounded: a driver that says more is not listened to. Guarded by the session's lock.
 */
final class DriverEvents {
    /** How the types of events begin. */
    static final String PREFIX = "hearth_";

    /** Something of a start is done, or has begun. */
    static final String PHASE = "hearth_phase";

    private static final String FACTS = "hearth_facts";
    private static final String TROUBLE = "hearth_trouble";
    private static final String ENDING = "hearth_ending";
    private static final Set<String> FOLDED = Set.of(PHASE, FACTS, TROUBLE, ENDING);
    private static final int MAX_ENTRIES = 64;
    private static final int MAX_CHARS = 2048;
    private static final int MAX_PER_SECOND = 1000;

    private final long askedMillis;
    private final Map<String, Long> phases;
    private final Map<String, String> facts;
    private long processMillis;
    private boolean changed;
    private final CellProgress progress = new CellProgress();
    private String trouble = "";
    private String ending = "";
    private long second;
    private int inSecond;

    /** Goes on with what is known of the start. */
    DriverEvents(StartReport known) {
        this.askedMillis = known.askedMillis();
        this.phases = new LinkedHashMap<>(known.phases());
        this.facts = new LinkedHashMap<>(known.facts());
        this.processMillis = askedMillis;
    }

    /** Whether another event may be passed on: so many in a second, the rest is dropped. */
    boolean admit(long nowMillis) {
        if (nowMillis / 1000 != second) {
            second = nowMillis / 1000;
            inSecond = 0;
        }
        return ++inSecond <= MAX_PER_SECOND;
    }

    /** What is known of the start by now. */
    StartReport report() {
        return new StartReport(askedMillis, phases, facts);
    }

    /** Whether there is news since this was asked the last time. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /** What the driver cannot do at the moment, in its own words; empty if it said nothing of the kind. */
    String trouble() {
        return trouble;
    }

    /** Why the driver ends, in its own words; empty if it did not say. */
    String ending() {
        return ending;
    }

    /** How far its cells are. */
    CellProgress progress() {
        return progress;
    }

    /** The gateway's own part of the start is at this point. What was reached before stays as it is. */
    long reached(String phase, long nowMillis) {
        long since = Math.max(0, nowMillis - askedMillis);
        changed |= phases.putIfAbsent(phase, since) == null;
        return since;
    }

    /** The driver counts its milliseconds from here. */
    void processBegan(long millis, long nowMillis) {
        if (millis >= askedMillis && millis <= nowMillis) {
            processMillis = millis; // else its clock is not ours
        }
    }

    void fact(String name, String value) {
        if (facts.size() < MAX_ENTRIES && !value.isEmpty()) {
            changed |= !cut(value).equals(facts.put(cut(name), cut(value)));
        }
    }

    /** Takes up an event; one that cannot be read is passed over. */
    void fold(LinkRecord event, long nowMillis) {
        String type = event.envelope().messageType();
        if (type.equals(Events.Progress.TYPE)) {
            progress.fold(event);
        }
        if (!FOLDED.contains(type)) {
            return;
        }
        try {
            JsonNode content = Json.read(event.readMessage().contentJson());
            if (type.equals(PHASE)) {
                phase(content, nowMillis);
            } else if (type.equals(FACTS)) {
                content.properties()
                        .forEach(entry -> fact(
                                entry.getKey(),
                                entry.getValue().isTextual()
                                        ? entry.getValue().textValue()
                                        : entry.getValue().toString()));
            } else if (type.equals(TROUBLE)) {
                trouble = cut(content.path("reason").asText(""));
            } else {
                ending = cut(content.path("reason").asText(""));
            }
        } catch (MalformedMessageException e) {
            // Its own loss: events carry nothing that anything depends on.
        }
    }

    /** A driver tells each gateway all its phases: what is known already is not measured again. */
    private void phase(JsonNode content, long nowMillis) {
        JsonNode name = content.path("phase");
        long own = content.path("millis_since_start").asLong();
        if (name.isTextual() && phases.size() < MAX_ENTRIES && own >= 0) {
            reached(cut(name.textValue()), Math.min(nowMillis - processMillis, own) + processMillis);
        }
    }

    private static String cut(String text) {
        return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS);
    }
}
