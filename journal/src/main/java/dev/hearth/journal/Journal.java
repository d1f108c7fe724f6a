package dev.hearth.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An append-only log in a directory of its own: numbered records, cursors, an index by key, retention.
 *
 * <p>Numbers begin at 1, only rise, and may have gaps. Thread-safe. An interrupt of a thread inside any method does not
 * harm the journal and stays set; it only ends {@link #trim} early, with an exception. One process at a time may have a directory open.
 */
public final class Journal implements AutoCloseable {
    /** Bytes that a cursor reads at once unless told otherwise. */
    public static final int READ_AHEAD_BYTES = 256 * 1024;

    private static final int KEPT_COPY_BYTES = 64 * 1024;

    private final JournalDirectory directory;
    private final JournalSettings settings;
    private final Clock clock;
    private final RecoveryReport recovery;
    private final boolean forced;
    private final ConcurrentSkipListMap<Long, Segment> segments;
    private final Waiters waiters = new Waiters();
    private final GroupCommit commit;
    private final LongAdder damaged = new LongAdder();
    private final Retention retention;
    private final ReentrantLock writing = new ReentrantLock();
    private @Nullable ByteBuffer copies; // guarded by writing
    private volatile Segment active; // changed under writing
    private volatile SegmentIndex index; // changed under writing
    private volatile SegmentWriter writer; // changed under writing
    private volatile long next; // changed under writing
    private volatile long written; // changed under writing
    private volatile long visible; // changed under writing, or if forced by the group commit
    private volatile boolean closed;

    private Journal(JournalDirectory directory, JournalSettings settings, Clock clock) throws IOException {
        this.directory = directory;
        this.settings = settings;
        this.clock = clock;
        this.forced = settings.durability() == Durability.FORCED;
        Recovery.Result found = new Recovery(directory, clock.millis(), forced).run();
        this.recovery = found.report();
        this.segments = found.segments();
        this.active = found.active();
        this.index = found.index();
        this.writer = found.writer();
        this.next = found.next();
        this.written = found.last();
        this.visible = found.last();
        this.retention = new Retention(directory, settings, segments, this::sealActive);
        this.commit = new GroupCommit(found.last(), () -> written, this::force);
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
            Segment sealed = null;
            long first;
            writing.lock();
            try {
                ensureOpen();
                if (!index.isEmpty() && (writer.end() + batch.bytes() > settings.segmentBytes() || index.full())) {
                    sealed = roll(shield);
                }
                first = next;
                write(batch, first, shield);
            } finally {
                writing.unlock();
                if (sealed != null) {
                    sealed.writeSidecar(forced);
                }
            }
            long last = first + batch.size() - 1;
            if (forced) {
                commit.await(last, shield);
            }
            waiters.reached(last);
            return first;
        }
    }

    private void write(Batch batch, long first, InterruptShield shield) throws IOException {
        ByteBuffer copy = copies;
        if (copy == null || copy.capacity() < batch.copiedBytes()) {
            copy = ByteBuffer.allocate(batch.copiedBytes());
            copies = copy.capacity() <= KEPT_COPY_BYTES ? copy : copies;
        }
        long at = writer.end();
        ByteBuffer[] bytes = batch.encode(first, clock.millis(), active.header().salt(), copy.clear());
        writer.write(bytes, batch.bytes(), shield);
        for (int each = 0; each < batch.size(); each++) {
            RecordHeader header = batch.header(each);
            index.add(header, at);
            at += header.totalBytes();
        }
        active.grow(at);
        next = first + batch.size();
        written = next - 1;
        if (!forced) {
            visible = written;
        }
    }

    /** Begins a new segment; returns the old one, whose sidecar is still to be written. */
    private Segment roll(InterruptShield shield) throws IOException {
        SegmentHeader header = SegmentWriter.newHeader(next, clock.millis());
        SegmentWriter newWriter = create(header, shield);
        SegmentWriter oldWriter = writer;
        Segment old = active;
        SegmentIndex newIndex = new SegmentIndex();
        Segment begun = new Segment(directory, header, SegmentHeader.BYTES, newIndex);
        try {
            oldWriter.close(forced, shield);
        } catch (IOException e) {
            newWriter.close(false, shield);
            begun.deleteFiles();
            throw e;
        }
        segments.put(begun.base(), begun);
        old.seal();
        active = begun;
        index = newIndex;
        writer = newWriter;
        return old;
    }

    private SegmentWriter create(SegmentHeader header, InterruptShield shield) throws IOException {
        while (true) {
            try {
                return SegmentWriter.create(directory, header, forced);
            } catch (ClosedByInterruptException interrupted) {
                shield.absorb();
            }
        }
    }

    private long force(InterruptShield shield) throws IOException {
        long reached = written;
        SegmentWriter current = writer;
        current.force(shield);
        // One that was closed meanwhile was forced by whoever closed it, and what it held was written before.
        visible = Math.max(visible, reached);
        return reached;
    }

    /**
     * Gives up the numbers below {@code number}: the next append gets it or a higher one, now and after reopening. No
     * effect when it is not above {@link #nextNumber()}.
     */
    public void skipTo(long number) throws IOException {
        try (InterruptShield shield = new InterruptShield()) {
            writing.lock();
            try {
                ensureOpen();
                if (number <= next) {
                    return;
                }
                RecordHeader skip = new RecordHeader(number - 1, clock.millis(), 0, true, new byte[0], 0, 0);
                ByteBuffer bytes = ByteBuffer.allocate(RecordHeader.BYTES);
                skip.encode(bytes, active.header().salt());
                writer.write(new ByteBuffer[] {bytes.flip()}, RecordHeader.BYTES, shield);
                active.grow(writer.end());
                if (forced) {
                    writer.force(shield);
                }
                next = number;
            } finally {
                writing.unlock();
            }
        }
    }

    /** Number of the oldest retained record; {@link #nextNumber()} when there is none. */
    public long firstNumber() {
        for (Segment segment : segments.values()) {
            SegmentSummary summary = segment.summary();
            if (summary.records() > 0) {
                return summary.firstNumber();
            }
        }
        return next;
    }

    /** Number that the next append will give, unless {@link #skipTo} comes first. */
    public long nextNumber() {
        return next;
    }

    /**
     * Number of the newest record that a cursor can see (under {@link Durability#FORCED}: that was forced); 0 when there
     * never was one. Retention does not lower it while the journal is open.
     */
    public long lastNumber() {
        return visible;
    }

    /** Bytes of all segment files. */
    public long sizeBytes() {
        long sum = 0;
        for (Segment segment : segments.values()) {
            sum += segment.length();
        }
        return sum;
    }

    /** Bytes of the retained records of a class, with headers and keys. */
    public long sizeBytes(int recordClass) {
        long sum = 0;
        for (Segment segment : segments.values()) {
            sum += segment.bytes(each -> each == recordClass);
        }
        return sum;
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
        return waiters.add(number, () -> visible, action);
    }

    /** Blocks until a record numbered {@code number} or higher can be read; false when time ran out or it was closed. */
    public boolean awaitNumber(long number, Duration timeout) throws InterruptedException {
        CountDownLatch reached = new CountDownLatch(1);
        Registration registration = whenAppended(number, reached::countDown);
        try {
            reached.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            registration.cancel();
        }
        return visible >= number;
    }

    /** Forces whatever was appended, under either durability. */
    public void flush() throws IOException {
        try (InterruptShield shield = new InterruptShield()) {
            ensureOpen();
            if (forced) {
                commit.await(written, shield);
            } else {
                writer.force(shield);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (InterruptShield shield = new InterruptShield()) {
            writing.lock();
            try {
                if (closed) {
                    return;
                }
                closed = true;
                writer.close(forced, shield);
            } finally {
                writing.unlock();
            }
            waiters.close();
        }
    }

    /** Closes, and removes the journal's files and, when nothing else is in it, the directory. */
    public void delete() throws IOException {
        close();
        retention.delete();
    }

    /**
     * Deletes the oldest sealed segments, as long as every number in them is below {@code number}. What is left of a segment
     * that goes beyond stays.
     */
    public void dropBefore(long number) throws IOException {
        dropOldest(0, number);
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

    private void sealActive(InterruptShield shield) throws IOException {
        Segment sealed;
        writing.lock();
        try {
            ensureOpen();
            sealed = roll(shield);
        } finally {
            writing.unlock();
        }
        sealed.writeSidecar(forced);
    }

    /**
     * Numbers of the retained records with exactly this key, rising. Reads a few blocks of each segment's sidecar; a key of no
     * bytes has no records.
     */
    public long[] numbersFor(byte[] key) throws IOException {
        LongList found = new LongList();
        try (InterruptShield shield = new InterruptShield()) {
            Segment segment = segmentFor(1);
            while (segment != null) {
                ensureOpen();
                try {
                    for (long number : segment.numbers(key)) {
                        if (found.size() == 0 || number > found.get(found.size() - 1)) {
                            found.add(number);
                        }
                    }
                    Segment after = segmentAfter(segment);
                    // Asked last: what follows a retired one may lack the records merged into its successor.
                    segment = segment.retired() ? segmentFor(segment.base()) : after;
                } catch (NoSuchFileException gone) {
                    if (!segment.retired()) {
                        throw gone;
                    }
                    // Dropped, or its records are in what has its place now or a lower one. Those seen are passed over.
                    segment = segmentFor(segment.base());
                } catch (ClosedChannelException interrupted) {
                    shield.absorb();
                }
            }
        }
        return found.toArray();
    }

    void ensureOpen() throws JournalClosedException {
        if (closed) {
            throw new JournalClosedException("journal");
        }
    }

    long visible() {
        return visible;
    }

    long maxRecordBytes() {
        return settings.maxRecordBytes();
    }

    void countDamaged(int count) {
        damaged.add(count);
    }

    /** The segment in which a number is, or would be. */
    Segment segmentFor(long number) {
        Map.Entry<Long, Segment> floor = segments.floorEntry(number);
        Map.Entry<Long, Segment> found = floor != null ? floor : segments.firstEntry();
        return found == null ? active : found.getValue();
    }

    @Nullable
    Segment segmentAfter(Segment segment) {
        Map.Entry<Long, Segment> after = segments.higherEntry(segment.base());
        return after == null ? null : after.getValue();
    }
}
