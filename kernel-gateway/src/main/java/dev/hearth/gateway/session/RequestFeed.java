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
    private static final String DAMAGED = "it is damaged in the log on the gateway's disk: send it again";

    /** Told of logged requests that are not sent, by their sequences. On the sender's thread, with the feed locked. */
    @FunctionalInterface
    interface Unsent {
        void passedOver(long first, long last, String why);
    }

    private record Direct(long after, LinkRecord record, long taken) {}

    private final RequestLog log;
    private final Cursor cursor;
    private final MemoryBudget.Share memory;
    private final long largest;
    private final Unsent unsent;
    private final ArrayDeque<Direct> direct = new ArrayDeque<>(); // guarded by itself
    private @Nullable JournalRecord held;
    private long expected;
    private long settled;
    private volatile boolean closed;

    /**
     * A feed from sequence {@code from} on.
     *
     * @param wanted what is sent first
     * @param maxRecordBytes the largest request that the driver takes; 0 if it does not say
     */
    RequestFeed(
            RequestLog log,
            long from,
            List<LinkRecord> wanted,
            MemoryBudget.Share memory,
            long maxRecordBytes,
            Unsent unsent) {
        this.log = log;
        this.memory = memory;
        this.largest = maxRecordBytes == 0 ? Long.MAX_VALUE : maxRecordBytes;
        this.unsent = unsent;
        this.cursor = log.cursor(from, BUFFER);
        this.expected = from;
        this.settled = from;
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
        JournalRecord logged = held != null ? held : nextToSend();
        held = logged;
        Direct first;
        synchronized (direct) {
            first = direct.peekFirst();
            // What is in memory waits for the logged ones before it, which may have been appended since the cursor
            // looked.
            if (first != null && first.after() >= (logged == null ? settled : logged.number())) {
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
        settled = expected;
        return FramePacker.isLarge(logged.size()) ? onDisk(logged) : copy(logged);
    }

    /** One that cannot be sent is passed over, as the cursor does with small damaged ones; the driver is told of a gap. */
    private @Nullable JournalRecord nextToSend() throws IOException {
        long newest = log.newest();
        JournalRecord record = cursor.next();
        while (record != null && !isGood(record)) {
            record = cursor.next();
        }
        if (record == null) {
            passOver(newest + 1, DAMAGED);
        }
        log.lookForDamage();
        return record;
    }

    private boolean isGood(JournalRecord record) throws IOException {
        passOver(record.number(), DAMAGED);
        if (record.size() > largest) {
            passOver(
                    record.number() + 1,
                    "it has " + record.size() + " bytes, and this driver takes at most " + largest
                            + ", which was set when it was started: restart the session for more");
            return false;
        }
        return record.isSound();
    }

    /** Tells of what is not sent below a sequence, once. */
    private void passOver(long before, String why) {
        if (before > settled) {
            unsent.passedOver(settled, before - 1, why);
        }
        settled = Math.max(settled, before);
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
