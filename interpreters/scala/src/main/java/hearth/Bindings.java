package hearth;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The objects behind the names that a session starts with, by key. Thread-safe. */
public final class Bindings {
    private static final Map<String, Supplier<?>> VALUES = new ConcurrentHashMap<>();

    private Bindings() {}

    /**
     * The object of a key. Blocks while its supplier does.
     *
     * @throws IllegalStateException on an executor, or when the session is closed
     */
    public static Object get(String key) {
        Supplier<?> value = VALUES.get(key);
        if (value == null) {
            String name = key.substring(key.lastIndexOf('/') + 1);
            throw new IllegalStateException(
                    name + " exists in a session's driver only: it cannot be used in code that runs on executors");
        }
        return value.get();
    }

    /** Says where the object of a key comes from. */
    public static void put(String key, Supplier<?> value) {
        VALUES.put(key, value);
    }

    /** Forgets a key. */
    public static void remove(String key) {
        VALUES.remove(key);
    }
}
