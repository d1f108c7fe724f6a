package dev.hearth.interpreter.python;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where objects of this JVM wait for the other side of Py4J, each under a random key and for one taker. Python calls it by
 * name. Thread-safe.
 */
public final class Exchange {
    private static final int MOST = 256;
    private static final Map<String, Object> WAITING = new ConcurrentHashMap<>();

    private Exchange() {}

    /** A key that nobody can guess. */
    static String newKey() {
        return UUID.randomUUID().toString();
    }

    /**
     * Leaves an object.
     *
     * @throws IllegalStateException if {@value #MOST} objects wait that nobody took
     */
    public static void put(String key, Object value) {
        if (WAITING.size() >= MOST) {
            throw new IllegalStateException(MOST + " objects wait to be taken");
        }
        WAITING.put(key, value);
    }

    /** The object of that key, which is forgotten here; null if there is none. */
    public static @Nullable Object take(String key) {
        return WAITING.remove(key);
    }
}
