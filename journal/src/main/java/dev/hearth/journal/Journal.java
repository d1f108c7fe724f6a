package dev.hearth.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * An append-only log in a directory of its own: numbered records, cursors, an index by key, retention.
 *
 * <p>Numbers begin at 1, only rise, and may have gaps. Thread-safe. An interrupt of a thread inside any method does not
 * harm the journal and stays set; it only ends {@link #trim} early, with an exception. One process at a time may have a directory open.
 */
public final class Journal implements AutoCloseable {
    /** Bytes that a cursor reads at once unless told otherwise. */
    public static final int READ_AHEAD_BYTES = 256 * 1024;

    private final JournalSettings settings;
    private final RecoveryReport recovery;
    private final Segments segments;
    private final Appender appender;
    private final Retention retention;
    private final Waiters waiters = new Waiters();
    private final LongAdder damaged = new LongAdder();

    private Journal(JournalDirectory directory, JournalSettings settings, Clock clock) throws IOException {
        this.settings = settings;
        Recovery.Result found =
                new Recovery(directory, clock.millis(), settings.durability() == Durability.FORCED).run();
        this.recovery = found.report();
        this.segments = found.segments();
        this.appender = new Appender(directory, settings, clock, found);
        this.retention = new Retention(directory, settings, segments, appender::seal);
    }

    /**
     * Opens the journal in {@code directory}, or begins one there. Blocks while the last segment is read through.
     *
     * @throws IOException when the directory cannot be used, or was written in a later format
     */
    public static Journal open(Path directory, JournalSettings settings) throws IOException {
        return open(directory, settings, Clock.systemUTC());
    }

    /** As {@link #open(Path, JournalSettings)}; records get their time from {@code clock}. */
    public static Journal open(Path directory, JournalSettings settings, Clock clock) throws IOException {
        return open(directory, settings, clock, JournalDirectory::openPrivately);
    }

    static Journal open(Path directory, JournalSettings settings, Clock clock, JournalDirectory.Opener opener)
            throws IOException {
        try (InterruptShield shield = new InterruptShield()) {
            shield.absorb();
            return new Journal(new JournalDirectory(directory, opener), settings, clock);
        }
    }

    /** What opening found. */
    public RecoveryReport recovery() {
        return recovery;
    }

    /** Appends one record; see {@link #appendAll}. */
    public long append(Entry entry) throws IOException {
        return appendAll(List.of(entry));
    }

    /**
     * Appends records one right after the other, with one gathered write. Returns the number of the first. Those who wait
     * for the numbers are woken on this thread before it returns.
     *
     * @throws IOException when the disk is full or failing. Nothing was appended and the journal stays usable, with one
     *     exception: under {@link Durability#FORCED} a failed force leaves open whether the records are there
     * @throws IllegalArgumentException when the list is empty or a payload is longer than the settings allow
     */
    public long appendAll(List<Entry> entries) throws IOException {
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("nothing to append");
        }
        Batch batch = new Batch(entries, settings.maxRecordBytes());
        try (InterruptShield shield = new InterruptShield()) {
            long first = appender.append(batch, shield);
            waiters.reached(first + batch.size() - 1);
            return first;
        }
    }

    /**
     * Gives up the numbers below {@code number}: the next append gets it or a higher one, now and after reopening. No
     * effect when it is not above {@link #nextNumber()}.
     */
    public void skipTo(long number) throws IOException {
        try (InterruptShield shield = new InterruptShield()) {
            appender.skipTo(number, shield);
        }
    }

    /** Number of the oldest retained record; {@link #nextNumber()} when there is none. */
    public long firstNumber() {
        return segments.firstNumber(appender.next());
    }

    /** Number that the next append will give, unless {@link #skipTo} comes first. */
    public long nextNumber() {
        return appender.next();
    }

    /**
     * Number of the newest record that a cursor can see (under {@link Durability#FORCED}: that was forced); 0 when there
     * never was one. Retention does not lower it while the journal is open.
     */
    public long lastNumber() {
        return appender.visible();
    }

    /** Bytes of all segment files. */
    public long sizeBytes() {
        return segments.sizeBytes();
    }

    /** Bytes of the retained records of a class, with headers and keys. */
    public long sizeBytes(int recordClass) {
        return segments.sizeBytes(each -> each == recordClass);
    }

    /** How many damaged records cursors have passed over since the journal was opened; each cursor counts again. */
    public long damagedRecords() {
        return damaged.sum();
    }

    /** A cursor whose next record is the first one numbered {@code from} or higher. */
    public Cursor cursor(long from) {
        return cursor(from, READ_AHEAD_BYTES);
    }

    /** As {@link #cursor(long)}, reading up to {@code bufferBytes} at once, at least 1 KiB. */
    public Cursor cursor(long from, int bufferBytes) {
        return new Cursor(this, from, bufferBytes);
    }

    /**
     * Runs {@code action} once, as soon as a record numbered {@code number} or higher can be read: on the appending thread,
     * or at once on this one. It also runs when the journal is closed, so that nobody waits for ever. It must be short and
     * must not block; it runs without any lock of the journal.
     */
    public Registration whenAppended(long number, Runnable action) {
        return waiters.add(number, appender::visible, action);
    }

    /** Blocks until a record numbered {@code number} or higher can be read; false when time ran out or it was closed. */
    public boolean awaitNumber(long number, Duration timeout) throws InterruptedException {
        CountDownLatch reached = new CountDownLatch(1);
        Registration registration = whenAppended(number, reached::countDown);
        try {
            reached.await(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
        } finally {
            registration.cancel();
        }
        return appender.visible() >= number;
    }

    /** Forces whatever was appended, under either durability. */
    public void flush() throws IOException {
        try (InterruptShield shield = new InterruptShield()) {
            appender.flush(shield);
        }
    }

    @Override
    public void close() throws IOException {
        try (InterruptShield shield = new InterruptShield()) {
            appender.close(shield);
        } finally {
            waiters.close();
        }
    }

    /** Closes, and removes the journal's files and, when nothing else is in it, the directory. */
    public void delete() throws IOException {
        close();
        retention.delete();
    }

    /**
     * Deletes the oldest sealed segments, as long as all segments take more than {@code keepBytes} and every number in the
     * oldest is below {@code before}. Returns the bytes freed. The segment that is being written stays, so that
     * {@code keepBytes} should be several segments.
     */
    public long dropOldest(long keepBytes, long before) throws IOException {
        ensureOpen();
        return retention.dropOldest(keepBytes, before);
    }

    /**
     * Drops records as {@code request} says, oldest first. Segments are rewritten beside appends and cursors, which are not
     * held up; a crash leaves each segment as it was or as it was to be. The segment being written is sealed first when
     * something in it is to go. Blocks; one run at a time.
     *
     * @throws IOException when the disk is full or failing; what was not yet rewritten is as it was
     * @throws IllegalArgumentException when a mark has a number that was not dropped; likewise
     */
    public TrimReport trim(TrimRequest request) throws IOException {
        ensureOpen();
        return retention.trim(request);
    }

    /**
     * Numbers of the retained records with exactly this key, rising. Reads a few blocks of each segment's sidecar; a key of no
     * bytes has no records.
     */
    public long[] numbersFor(byte[] key) throws IOException {
        return numbersFor(key, Integer.MAX_VALUE);
    }

    /** As {@link #numbersFor(byte[])}, for who needs to know of no more than {@code enough}: the lowest, at least so many if there are. */
    public long[] numbersFor(byte[] key, int enough) throws IOException {
        ensureOpen();
        try (InterruptShield shield = new InterruptShield()) {
            return segments.numbers(key, enough, shield);
        } catch (NoSuchFileException gone) {
            ensureOpen(); // it may have been deleted meanwhile
            throw gone;
        }
    }

    void ensureOpen() throws JournalClosedException {
        appender.ensureOpen();
    }

    Segments segments() {
        return segments;
    }

    long visible() {
        return appender.visible();
    }

    long maxRecordBytes() {
        return settings.maxRecordBytes();
    }

    void countDamaged(int count) {
        damaged.add(count);
    }
}
