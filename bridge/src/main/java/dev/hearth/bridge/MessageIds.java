package dev.hearth.bridge;

import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawMessage;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Gives requests whose id another one has had an id of their own towards the gateway, which would take them for repetitions:
 * jupyter_client counts its messages, and a manager and its clients, each with a counter, share the rest of an id. What
 * comes back has the header that the client knows as its parent. Bounded; confined to one thread.
 */
final class MessageIds {
    static final int MOST_RENAMED = 20_000;
    private static final int REMEMBERED = 1 << 16;

    private final RecentNumbers seen = new RecentNumbers(REMEMBERED);
    private final Map<String, ByteBuffer> originals = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ByteBuffer> eldest) {
            return size() > MOST_RENAMED;
        }
    };

    /** The id under which a request goes out. */
    String outward(String id) {
        return seen.add(RecentNumbers.hash(id)) ? id : UUID.randomUUID().toString();
    }

    /** The request under that id. */
    RawMessage renamed(RawMessage request, String id) throws MalformedMessageException {
        originals.put(id, request.header());
        return new RawMessage(
                request.channel(),
                FlatJson.with(request.header(), "msg_id", id),
                request.parentHeader(),
                request.metadata(),
                request.content(),
                request.buffers());
    }

    /** What the gateway says about a request, with the parent that its client knows. */
    RawMessage inward(RawMessage message, String parent) {
        ByteBuffer original = originals.isEmpty() ? null : originals.get(parent);
        return original == null
                ? message
                : new RawMessage(
                        message.channel(),
                        message.header(),
                        original,
                        message.metadata(),
                        message.content(),
                        message.buffers());
    }
}
