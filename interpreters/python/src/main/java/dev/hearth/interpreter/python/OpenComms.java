package dev.hearth.interpreter.python;

import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The comms of one child that are open, as its messages tell. Thread-safe. At most {@value #MOST} are known; those beyond
 * work all the same, but are not listed.
 */
final class OpenComms {
    private static final int MOST = 100_000;

    private final Map<String, String> targets = new ConcurrentHashMap<>();

    void opened(String id, String target) {
        if (targets.size() < MOST) {
            targets.put(id, target);
        }
    }

    void closed(String id) {
        targets.remove(id);
    }

    /** Id to target name. */
    Map<String, String> all() {
        return Collections.unmodifiableMap(targets);
    }
}
