package dev.hearth.gateway.session;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known of an incarnation's start. Immutable.
 *
 * @param askedMillis when a client asked for it (with a POST, or for a restart), ms since 1970 by the gateway's clock
 * @param phases ms from then until a phase was reached, in the order in which it became known: {@code waiting} (behind other
 *     starts), {@code launch} (the launcher is asked), {@code launched} (there is a process), {@code hello} (its link was
 *     accepted), {@code ready} (for cells), and those that the driver announces ({@code process}, {@code link}, {@code
 *     spark}, the languages)
 * @param facts what the driver said about itself: name to text. Never to be believed or rendered unescaped
 */
public record StartReport(long askedMillis, Map<String, Long> phases, Map<String, String> facts) {
    public StartReport {
        phases = Collections.unmodifiableMap(new LinkedHashMap<>(phases));
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /** Of a start that was asked for just now. */
    public static StartReport asked(long millis) {
        return new StartReport(millis, Map.of(), Map.of());
    }
}
