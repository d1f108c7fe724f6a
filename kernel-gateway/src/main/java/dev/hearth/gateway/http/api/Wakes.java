package dev.hearth.gateway.http.api;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who wants to be told about what. Thread-safe. */
final class Wakes<K> {
    private final Map<K, Set<Runnable>> wanted = new ConcurrentHashMap<>();

    /** From now on {@code wake} runs at each {@link #tell}; it must be short. */
    void add(K key, Runnable wake) {
        wanted.compute(key, (same, set) -> {
            Set<Runnable> wakes = set == null ? ConcurrentHashMap.newKeySet() : set;
            wakes.add(wake);
            return wakes;
        });
    }

    /** No longer; true if nobody is left for this key. */
    boolean remove(K key, Runnable wake) {
        return wanted.compute(key, (same, set) -> {
                    if (set == null) {
                        return null;
                    }
                    set.remove(wake);
                    return set.isEmpty() ? null : set;
                })
                == null;
    }

    void tell(K key) {
        Set<Runnable> wakes = wanted.get(key);
        if (wakes != null) {
            wakes.forEach(Runnable::run);
        }
    }
}
