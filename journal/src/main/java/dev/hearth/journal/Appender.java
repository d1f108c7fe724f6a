package dev.hearth.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.time.Clock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The writing end of a journal: gives numbers, writes to the last segment and begins the next. Thread-safe: {@code writing}
 * guards what it writes with, and is held over the writes.
 */
final class Appender {
    private static final int KEPT_COPY_BYTES = 64 * 1024;

    /** The segment being written, with what it is written by. Immutable; its parts are not. */
    record Tail(Segment segment, SegmentIndex index, SegmentWriter writer) {}

    private final JournalDirectory directory;
    private final JournalSettings settings;
    private final Clock clock;
    private final Segments segments;
    private final boolean forced;
    private final GroupCommit commit;
    private final ReentrantLock writing = new ReentrantLock();
    private @Nullable ByteBuffer copies; // guarded by writing
    private volatile Tail tail; // changed under writing
    private volatile long next; // changed under writing
    private volatile long written; // changed under writing
    private volatile long visible; // changed under writing, or if forced by the group commit
    private volatile boolean closed; // changed under writing

    /** Goes on where recovery found the end. */
    Appender(JournalDirectory directory, JournalSettings settings, Clock clock, Recovery.Result found) {
        this.directory = directory;
        this.settings = settings;
        this.clock = clock;
        this.segments = found.segments();
        this.forced = settings.durability() == Durability.FORCED;
        this.tail = found.tail();
        this.next = found.next();
        this.written = found.last();
        this.visible = found.last();
        this.commit = new GroupCommit(found.last(), () -> written, this::force);
    }

    /** Number that the next append will give. */
    long next() {
        return next;
    }

    /** Number of the newest record that may be read. */
    long visible() {
        return visible;
    }

    void ensureOpen() throws JournalClosedException {
        if (closed) {
            throw new JournalClosedException("journal");
        }
    }

    /** Appends all of a batch, and forces it if the settings say so. Returns the number of its first record. */
    long append(Batch batch, InterruptShield shield) throws IOException {
        Segment sealed = null;
        long first;
        writing.lock();
        try {
            ensureOpen();
            Tail here = tail;
            boolean full = here.writer().end() + batch.bytes() > settings.segmentBytes()
                    || here.index().full();
            if (full && !here.index().isEmpty()) {
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
        if (forced) {
            commit.await(first + batch.size() - 1, shield);
        }
        return first;
    }

    private void write(Batch batch, long first, InterruptShield shield) throws IOException {
        ByteBuffer copy = copies;
        if (copy == null || copy.capacity() < batch.copiedBytes()) {
            copy = ByteBuffer.allocate(batch.copiedBytes());
            copies = copy.capacity() <= KEPT_COPY_BYTES ? copy : copies;
        }
        Tail here = tail;
        long at = here.writer().end();
        ByteBuffer[] bytes =
                batch.encode(first, clock.millis(), here.segment().header().salt(), copy.clear());
        here.writer().write(bytes, batch.bytes(), shield);
        for (int each = 0; each < batch.size(); each++) {
            RecordHeader header = batch.header(each);
            here.index().add(header, at);
            at += header.totalBytes();
        }
        here.segment().grow(at);
        next = first + batch.size();
        written = next - 1;
        if (!forced) {
            visible = written;
        }
    }

    /** Begins a new segment; returns the old one, whose sidecar is still to be written. */
    private Segment roll(InterruptShield shield) throws IOException {
        SegmentHeader header = SegmentWriter.newHeader(next, clock.millis());
        SegmentWriter writer = create(header, shield);
        SegmentIndex index = new SegmentIndex();
        Segment begun = new Segment(directory, header, SegmentHeader.BYTES, index);
        Tail old = tail;
        try {
            old.writer().close(forced, shield);
        } catch (IOException e) {
            writer.close(false, shield);
            begun.deleteFiles();
            throw e;
        }
        segments.put(begun);
        old.segment().seal();
        tail = new Tail(begun, index, writer);
        return old.segment();
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
        SegmentWriter current = tail.writer();
        current.force(shield);
        // One that was closed meanwhile was forced by whoever closed it, and what it held was written before.
        visible = Math.max(visible, reached);
        return reached;
    }

    /** Gives up the numbers below {@code number}. */
    void skipTo(long number, InterruptShield shield) throws IOException {
        if (number > RecordHeader.MAX_NUMBER) {
            throw new IllegalArgumentException("numbers end at " + RecordHeader.MAX_NUMBER + ", before " + number);
        }
        writing.lock();
        try {
            ensureOpen();
            if (number <= next) {
                return;
            }
            Tail here = tail;
            RecordHeader skip = new RecordHeader(number - 1, clock.millis(), 0, true, new byte[0], 0, 0);
            ByteBuffer bytes = ByteBuffer.allocate(RecordHeader.BYTES);
            skip.encode(bytes, here.segment().header().salt());
            here.writer().write(new ByteBuffer[] {bytes.flip()}, RecordHeader.BYTES, shield);
            here.segment().grow(here.writer().end());
            if (forced) {
                here.writer().force(shield);
            }
            next = number;
        } finally {
            writing.unlock();
        }
    }

    /** Seals the segment that is being written, and writes its sidecar; one without records goes on as it is. */
    void seal(InterruptShield shield) throws IOException {
        Segment sealed;
        writing.lock();
        try {
            ensureOpen();
            if (tail.index().isEmpty()) {
                return; // the next would begin with the same number, in the same file
            }
            sealed = roll(shield);
        } finally {
            writing.unlock();
        }
        sealed.writeSidecar(forced);
    }

    /** Forces whatever was written. */
    void flush(InterruptShield shield) throws IOException {
        ensureOpen();
        if (forced) {
            commit.await(written, shield);
        } else {
            tail.writer().force(shield);
        }
    }

    /** Twice is fine. */
    void close(InterruptShield shield) throws IOException {
        writing.lock();
        try {
            if (!closed) {
                closed = true;
                tail.writer().close(forced, shield);
            }
        } finally {
            writing.unlock();
        }
    }
}
