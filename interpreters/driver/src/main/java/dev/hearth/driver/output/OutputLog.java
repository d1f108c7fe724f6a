package dev.hearth.driver.output;

import dev.hearth.driver.log.DriverLog;
import dev.hearth.journal.Cursor;
import dev.hearth.journal.Durability;
import dev.hearth.journal.Entry;
import dev.hearth.journal.Journal;
import dev.hearth.journal.JournalSettings;
import dev.hearth.protocol.link.Envelope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The log of what this process of the session said: link sequences are its numbers. Thread-safe.
 *
 * <p>It keeps up to its bound whatever was acknowledged. When it is full the oldest segment goes of which everything was
 * acknowledged; while there is none, {@link Patience#WAITS} waits, {@link Patience#USES_RESERVE} goes on into a reserve and
 * waits behind it, and {@link Patience#NEVER_WAITS} is appended in any case. Those who wait also wait for a disk that is full;
 * those who do not find the room of a {@link Ballast} there.
 */
public final class OutputLog implements AutoCloseable {
    /** What may be kept beyond the bound, so that replies and statuses never wait for the gateway. */
    public static final long RESERVE_BYTES = 16L << 20;

    private static final int SEGMENTS = 8;
    private static final int ENVELOPE_BYTES = 256;
    private static final long LOOK_AGAIN_MILLIS = 500;

    /** Whether an append may wait while the log is full of what the gateway does not have. */
    public enum Patience {
        /** What cells print and show. */
        WAITS,
        /** What cells can say without end besides, such as comm messages. */
        USES_RESERVE,
        /** Replies, statuses, errors, requests for input: as many as there are requests. */
        NEVER_WAITS
    }

    /** Called after each append, on the appending thread; must be short. */
    @FunctionalInterface
    public interface Listener {
        /** The record with this envelope is in the log; its parts stay unchanged. */
        void appended(Envelope envelope, List<ByteBuffer> record, boolean urgent);
    }

    private final Journal journal;
    private final long boundBytes;
    private final Ballast ballast; // guarded by lock
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private long acknowledged; // guarded by lock
    private boolean failing; // guarded by lock

    private volatile @Nullable Listener listener;
    private volatile Consumer<String> trouble = why -> {};

    private OutputLog(Journal journal, long boundBytes, Ballast ballast) {
        this.journal = journal;
        this.boundBytes = boundBytes;
        this.ballast = ballast;
    }

    /**
     * Begins a log in {@code directory}, which must be empty or not there.
     *
     * @param boundBytes what it keeps
     * @param maxRecordBytes the largest message
     */
    public static OutputLog create(Path directory, long boundBytes, int maxRecordBytes) throws IOException {
        long segment = Math.min(32L << 20, Math.max(16 << 10, boundBytes / SEGMENTS));
        JournalSettings settings =
                new JournalSettings(segment, maxRecordBytes + (long) Envelope.MAX_TEXT_BYTES * 5, Durability.BUFFERED);
        Journal journal = Journal.open(directory, settings);
        if (journal.lastNumber() > 0) {
            journal.close();
            throw new IOException("the folder for the output log holds one already: an incarnation has one process");
        }
        return new OutputLog(journal, boundBytes, Ballast.beside(directory));
    }

    /** Names who is told of appends. Call once, before the first append. */
    public void listen(Listener newListener) {
        listener = newListener;
    }

    /**
     * Names who is told, in a sentence, that the log cannot be written, and with an empty one that it can be again. Called with
     * the log locked: it must be short, and must not use the log.
     */
    public void whenFailing(Consumer<String> told) {
        trouble = told;
    }

    /**
     * Appends a record and returns its sequence.
     *
     * @param envelope with any sequence; it gets the next one
     * @param cancelled asked while the append would wait; true ends the wait
     * @param urgent it may be sent before what was appended earlier
     * @throws InterruptedException if the wait was ended; nothing was appended
     * @throws IOException if the disk is full or failing and {@code patience} is not to wait for it; nothing was appended
     */
    public long append(
            Envelope envelope, List<ByteBuffer> message, Patience patience, BooleanSupplier cancelled, boolean urgent)
            throws IOException, InterruptedException {
        long size = ENVELOPE_BYTES;
        for (ByteBuffer part : message) {
            size += part.remaining();
        }
        List<ByteBuffer> record = new ArrayList<>(message.size() + 1);
        Envelope numbered;
        lock.lock();
        try {
            makeRoom(size);
            while (true) {
                boolean mayTry = patience == Patience.NEVER_WAITS || !isFull(size, patience);
                numbered = envelope.withSequence(journal.nextNumber());
                if (mayTry && written(numbered, message, record, patience)) {
                    break;
                }
                if (cancelled.getAsBoolean()) {
                    throw new InterruptedException("the cell was interrupted while the output log was full");
                }
                if (failing) { // nobody tells when a disk has room again: it is looked at from time to time
                    changed.await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
                } else {
                    changed.await();
                }
                makeRoom(size);
            }
        } finally {
            lock.unlock();
        }
        Listener told = listener;
        if (told != null) {
            told.appended(numbered, record, urgent);
        }
        return numbered.sequence();
    }

    /** Appends; false if that failed and may be tried again: for what can wait, a full disk is a full log. */
    private boolean written(Envelope numbered, List<ByteBuffer> message, List<ByteBuffer> record, Patience patience)
            throws IOException {
        record.clear();
        record.add(numbered.encode());
        record.addAll(message);
        Entry entry = new Entry(numbered.recordClass().code(), new byte[0], record);
        boolean mayWait = patience != Patience.NEVER_WAITS;
        try {
            if (mayWait) {
                ballast.takeUp();
            }
            journal.append(entry);
            if (failing && (mayWait || isBallastBack())) {
                failing = false;
                trouble.accept("");
            }
            return true;
        } catch (IOException e) {
            if (!failing) {
                failing = true;
                DriverLog.warn("the output log cannot be written, and what cells print waits", e);
                trouble.accept(
                        "the driver's output log cannot be written, and what cells print waits: " + e.getMessage());
            }
            if (mayWait) {
                return false;
            }
            if (!ballast.giveUp()) {
                throw e;
            }
        }
        journal.append(entry);
        return true;
    }

    /** There is more room than for the few records that got what the ballast had kept. */
    private boolean isBallastBack() {
        try {
            ballast.takeUp();
            return true;
        } catch (IOException stillFull) {
            return false;
        }
    }

    private void makeRoom(long bytes) throws IOException {
        if (journal.sizeBytes() + bytes > boundBytes) {
            journal.dropOldest(Math.max(0, boundBytes - bytes), acknowledged + 1);
        }
    }

    /** A log of which the gateway has everything is never full: the next append begins a segment, and the last can go. */
    private boolean isFull(long bytes, Patience patience) {
        long bound = patience == Patience.WAITS ? boundBytes : boundBytes + RESERVE_BYTES;
        return acknowledged < journal.lastNumber() && journal.sizeBytes() + bytes > bound;
    }

    /** Notes that the gateway has everything up to {@code sequence}; what was never said cannot be acknowledged. */
    public void acknowledge(long sequence) {
        lock.lock();
        try {
            if (sequence > acknowledged) {
                acknowledged = Math.min(sequence, journal.lastNumber());
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Notes where the gateway of a new link is, which may be behind what an earlier one acknowledged. */
    public void resumeAt(long sequence) {
        lock.lock();
        try {
            acknowledged = Math.max(0, Math.min(sequence, journal.lastNumber()));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Makes those who wait ask again whether they still should. */
    public void wakeWaiters() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the gateway has everything up to {@code sequence}; false when time ran out. */
    public boolean awaitAcknowledged(long sequence, Duration timeout) throws InterruptedException {
        long left = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (acknowledged < sequence) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The oldest sequence kept; one more than {@link #last} if there is none. */
    public long first() {
        return journal.firstNumber();
    }

    /** The newest sequence, 0 if there is none. */
    public long last() {
        return journal.lastNumber();
    }

    /** What the log takes on disk. */
    public long sizeBytes() {
        return journal.sizeBytes();
    }

    /** A cursor from {@code sequence} on. */
    public Cursor cursor(long sequence) {
        return journal.cursor(sequence);
    }

    @Override
    public void close() throws IOException {
        ballast.giveUp();
        journal.close();
    }
}
