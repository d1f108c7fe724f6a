package dev.hearth.gateway.session;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Records in memory that wait for one reader: transient replies, events. Bounded in count and bytes. When full, the oldest
 * goes: it is the one whose asker has waited longest and asks again soonest, and nothing in here is promised. Thread-safe.
 */
final class LiveQueue {
    /** A record, and the journal number behind which it belongs. */
    record Item(long after, SessionRecord record) {}

    private final int maxRecords;
    private final long maxBytes;
    private final ArrayDeque<Item> items = new ArrayDeque<>(); // guarded by this
    private long bytes; // guarded by this
    private long missed; // guarded by this

    LiveQueue(int maxRecords, long maxBytes) {
        this.maxRecords = maxRecords;
        this.maxBytes = maxBytes;
    }

    synchronized void add(Item item) {
        items.add(item);
        bytes += item.record().size();
        while (items.size() > maxRecords || (bytes > maxBytes && items.size() > 1)) {
            bytes -= items.remove().record().size();
            missed++;
        }
    }

    synchronized @Nullable Item first() {
        return items.peek();
    }

    /** Takes {@code item} if it is still the first. */
    synchronized boolean take(Item item) {
        if (!item.equals(items.peek())) {
            return false;
        }
        items.remove();
        bytes -= item.record().size();
        return true;
    }

    synchronized long missed() {
        return missed;
    }
}
