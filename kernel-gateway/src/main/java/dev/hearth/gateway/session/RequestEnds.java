package dev.hearth.gateway.session;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who waits for the end of a request. Guarded by the session's lock; they are told outside of it. */
final class RequestEnds {
    private static final int MAX_WAITING = 10_000;

    private final Map<String, Set<Runnable>> waiting = new HashMap<>();
    private int count;

    /**
     * Adds one who waits.
     *
     * @throws GatewayException with {@code QUEUE_FULL}
     */
    void add(String key, Runnable wake) {
        if (count >= MAX_WAITING) {
            throw new GatewayException(
                    ErrorCode.QUEUE_FULL, MAX_WAITING + " wait for the ends of this session's statements already");
        }
        if (waiting.computeIfAbsent(key, same -> new LinkedHashSet<>()).add(wake)) {
            count++;
        }
    }

    /** Of no effect for one who is not there any more. */
    void remove(String key, Runnable wake) {
        Set<Runnable> all = waiting.get(key);
        if (all != null && all.remove(wake)) {
            count--;
            if (all.isEmpty()) {
                waiting.remove(key);
            }
        }
    }

    /** Those who waited for this one: tell them when the lock is free. */
    List<Runnable> ended(String key) {
        Set<Runnable> all = waiting.remove(key);
        if (all == null) {
            return List.of();
        }
        count -= all.size();
        return List.copyOf(all);
    }

    int size() {
        return count;
    }
}
