package dev.hearth.bridge;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who asked what, so that replies and questions find their way back. Bounded: of requests that are never answered the oldest are
 * forgotten. Confined to one thread.
 */
final class Askers {
    static final int MOST = 20_000;

    private final Map<String, List<byte[]>> identities = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<byte[]>> eldest) {
            return size() > MOST;
        }
    };

    /** A request has come from here. */
    void asked(String messageId, List<byte[]> from) {
        identities.put(messageId, from);
    }

    /** Where the request came from, while it has no reply; null if nobody knows. */
    @Nullable
    List<byte[]> of(String messageId) {
        return identities.get(messageId);
    }

    /** Where the reply goes to: it is the only one. */
    @Nullable
    List<byte[]> replied(String messageId) {
        return identities.remove(messageId);
    }

    /** How many have no reply. */
    int waiting() {
        return identities.size();
    }
}
