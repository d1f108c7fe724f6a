package dev.hearth.gateway.session;

import dev.hearth.journal.Cursor;
import dev.hearth.journal.JournalRecord;
import dev.hearth.protocol.link.FramePacker;
import dev.hearth.protocol.link.LinkRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one link is to send: the requests log from where the driver is, and in its place among it what is in memory only
 * (transient requests, input replies). {@link #next} is for one thread at a time, the link's sender; {@link #offer} for any.
 * The bound of how many are in memory is kept by those who offer.
 */
public final class RequestFeed implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    private record Direct(long after, LinkRecord record, long taken) {}

    private final RequestLog log;
    private final Cursor cursor;
    private final MemoryBudget.Share memory;
    private final ArrayDeque<Direct> direct = new ArrayDeque<>(); // guarded by itself
    private @Nullable JournalRecord held;
    private long expected;
    private volatile boolean closed;

    RequestFeed(RequestLog log, long from, List<LinkRecord> wanted, MemoryBudget.Share memory) {
        this.log = log;
        this.memory = memory;
        this.cursor = log.cursor(from, BUFFER);
        this.expected = from;
        wanted.forEach(record -> direct.add(new Direct(0, record, 0)));
    }

    /** Adds a record that is in memory only, behind what is in the requests log by now. */
    void offer(LinkRecord record) {
        synchronized (direct) {
            direct.add(new Direct(log.newest(), record, 0));
        }
    }

    /** As {@link #offer}, unless there is no memory left for what waits for drivers: then false. */
    boolean offerQuestion(LinkRecord record) {
        long bytes = record.message().remaining();
        synchronized (direct) {
            return memory.takeWithin(bytes) && direct.add(new Direct(log.newest(), record, bytes));
        }
    }

    /** The next to send; null when there is nothing now. What was returned before stays good until it is closed. */
    public synchronized @Nullable OutgoingRecord next() throws IOException {
        if (closed) {
            return null;
        }
        JournalRecord logged = held != null ? held : nextSound();
        held = logged;
        Direct first;
        synchronized (direct) {
            first = direct.peekFirst();
            // What is in memory waits for the logged ones before it, which may have been appended since the cursor
            // looked.
            if (first != null && first.after() >= (logged == null ? cursor.position() : logged.number())) {
                first = null;
            } else if (first != null) {
                direct.removeFirst();
            }
        }
        if (first != null) {
            memory.give(first.taken());
            return inMemory(first.record());
        }
        if (logged == null) {
            return null;
        }
        if (logged.number() > expected) {
            OutgoingRecord gap = OutgoingRecord.gap(expected, logged.number() - 1);
            expected = logged.number();
            return gap;
        }
        held = null;
        expected = logged.number() + 1;
        return FramePacker.isLarge(logged.size()) ? onDisk(logged) : copy(logged);
    }

    /** A damaged one is passed over, as the cursor does with small ones; the driver is told of a gap. */
    private @Nullable JournalRecord nextSound() throws IOException {
        JournalRecord record = cursor.next();
        while (record != null && !record.isSound()) {
            record = cursor.next();
        }
        log.lookForDamage();
        return record;
    }

    private static OutgoingRecord inMemory(LinkRecord record) {
        List<ByteBuffer> parts = record.encode();
        ByteBuffer bytes = ByteBuffer.allocate(
                parts.stream().mapToInt(ByteBuffer::remaining).sum());
        parts.forEach(bytes::put);
        return OutgoingRecord.inMemory(record.envelope().channel(), bytes.flip());
    }

    private static OutgoingRecord copy(JournalRecord logged) throws IOException {
        ByteBuffer payload = logged.payload();
        ByteBuffer bytes = ByteBuffer.allocate(payload.remaining()).put(payload).flip();
        return OutgoingRecord.inMemory(channel(logged), bytes);
    }

    private OutgoingRecord onDisk(JournalRecord logged) throws IOException {
        Cursor own = log.cursor(logged.number(), 1024);
        JournalRecord record = own.next();
        if (record == null || record.number() != logged.number()) {
            own.close();
            throw new IOException("request " + logged.number() + " was dropped while it was to be sent");
        }
        return OutgoingRecord.onDisk(channel(logged), own, record);
    }

    private static dev.hearth.protocol.Channel channel(JournalRecord logged) throws IOException {
        return JournaledRecord.of(logged, true).envelope().channel();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        memory.close();
        synchronized (this) {
            cursor.close();
        }
    }
}
