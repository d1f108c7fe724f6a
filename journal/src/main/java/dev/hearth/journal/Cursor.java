package dev.hearth.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A reader of a journal at a place of its own. It holds an open file and, while there is something to read, a buffer. Many
 * small records cost one positional read; damaged ones are passed over and counted in {@link Journal#damagedRecords()}.
 * Where retention has dropped records, or rewrites a segment meanwhile, it goes on at the next retained one; until it moves
 * on it keeps the old file, and so its room on disk. Not thread-safe: one thread at a time.
 */
public final class Cursor implements AutoCloseable {
    private static final int SMALLEST_BUFFER = 1024;

    private final Journal journal;
    private final Window window;
    private long position;
    private @Nullable Segment segment;
    private @Nullable SegmentFile file;
    private @Nullable JournalRecord current;
    private long at;
    private long lowest;
    private boolean closed;

    Cursor(Journal journal, long from, int bufferBytes) {
        this.journal = journal;
        this.position = Math.max(1, from);
        this.window = new Window(Math.max(SMALLEST_BUFFER, bufferBytes));
    }

    /** Number of the next record wanted: the last one returned plus 1. Records between may turn out to be gone. */
    public long position() {
        return position;
    }

    /**
     * The next record, or null at the end; call again when {@link Journal#whenAppended} says so. The record before it is
     * void from now on.
     *
     * @throws JournalClosedException when the journal or this cursor is closed
     * @throws IOException when the disk fails
     */
    public @Nullable JournalRecord next() throws IOException {
        current = null;
        try (InterruptShield shield = new InterruptShield()) {
            while (true) {
                ensureOpen();
                try {
                    JournalRecord record = advance();
                    current = record;
                    return record;
                } catch (ClosedChannelException interrupted) {
                    // Another reader of the same file was interrupted inside it.
                    shield.absorb();
                    leave();
                }
            }
        }
    }

    private @Nullable JournalRecord advance() throws IOException {
        while (true) {
            Segment here = segment;
            SegmentFile open = file;
            if (here == null || open == null) {
                enter(journal.segments().of(position), position);
                continue;
            }
            boolean last = !here.sealed();
            long end = here.length();
            if (at >= end) {
                if (last || !moveOn(here)) {
                    window.rest();
                    return null;
                }
                continue;
            }
            if (!window.holds(at, Math.min(RecordHeader.MAX_BYTES, end - at)) && !fill(here, open, end)) {
                continue;
            }
            RecordHeader header = RecordHeader.decode(
                    window.buffer(), window.index(at), here.header().salt(), lowest, end - at);
            if (header == null) {
                passDamage(here, open, end);
                continue;
            }
            if (header.number() > journal.visible() && !header.skip()) {
                window.rest();
                return null;
            }
            if (header.skip() || header.number() < position) {
                pass(header);
                continue;
            }
            if (header.totalBytes() > window.maxBytes()) {
                return take(header, null);
            }
            if (!window.holds(at, header.totalBytes()) && !fill(here, open, end)) {
                continue;
            }
            ByteBuffer payload = wholePayload(header);
            if (payload != null) {
                return take(header, payload);
            }
            journal.countDamaged(1);
            pass(header);
        }
    }

    private void pass(RecordHeader header) {
        at += header.totalBytes();
        lowest = header.number() + 1;
    }

    private JournalRecord take(RecordHeader header, @Nullable ByteBuffer payload) {
        JournalRecord record = new JournalRecord(this, header, payload, at + header.headBytes());
        pass(header);
        position = header.number() + 1;
        return record;
    }

    private @Nullable ByteBuffer wholePayload(RecordHeader header) {
        if (!window.holds(at, header.totalBytes())) {
            return null;
        }
        ByteBuffer payload = window.slice(at + header.headBytes(), header.payloadBytes());
        CRC32C crc = new CRC32C();
        crc.update(payload);
        return (int) crc.getValue() == header.payloadChecksum() ? payload.rewind() : null;
    }

    /** Reads on from {@link #at}; false when the segment was retired, and the cursor has to look for its place again. */
    private boolean fill(Segment here, SegmentFile open, long end) throws IOException {
        if (here.retired()) {
            leave();
            return false;
        }
        window.fill(open, at, end);
        return true;
    }

    /** Enters the segment after this one; false when there is none. */
    private boolean moveOn(Segment here) throws IOException {
        Segment after = journal.segments().after(here);
        if (here.retired()) {
            leave(); // what follows it may hold less than what took its place
            return true;
        }
        if (after == null) {
            return false;
        }
        leave();
        enter(after, position);
        return true;
    }

    private void enter(Segment into, long number) throws IOException {
        SegmentFile open = into.acquire();
        if (open == null) {
            return;
        }
        segment = into;
        file = open;
        at = into.place(number);
        lowest = into.base();
        window.rest();
        if (into.retired()) {
            leave(); // the place may be one of its next revision
        }
    }

    private void leave() throws IOException {
        Segment here = segment;
        SegmentFile open = file;
        segment = null;
        file = null;
        if (here != null && open != null) {
            here.release(open);
        }
    }

    /** Goes to the next whole header behind {@link #at}. */
    private void passDamage(Segment here, SegmentFile open, long end) throws IOException {
        RecordScanner scanner = new RecordScanner(open, here.header().salt(), lowest, at, end);
        RecordHeader found = scanner.next();
        journal.countDamaged(scanner.damaged());
        at = found == null ? end : scanner.recordAt();
    }

    /** For a record beyond the buffer. */
    void read(JournalRecord record, long from, ByteBuffer to) throws IOException {
        checkCurrent(record);
        try (InterruptShield shield = new InterruptShield()) {
            int start = to.position();
            while (true) {
                ensureOpen();
                Segment here = segment;
                SegmentFile open = file;
                if (here == null || open == null) {
                    throw new IOException("record " + record.number() + " was dropped while it was read");
                }
                try {
                    open.read(to, from);
                    if (to.hasRemaining()) {
                        throw new CorruptRecordException(record.number());
                    }
                    return;
                } catch (ClosedChannelException interrupted) {
                    shield.absorb();
                    to.position(start);
                    here.release(open);
                    file = here.acquire();
                }
            }
        }
    }

    void countDamaged() {
        journal.countDamaged(1);
    }

    void checkCurrent(JournalRecord record) {
        if (current != record) {
            throw new IllegalStateException("record " + record.number() + " is void: the cursor has moved on");
        }
    }

    long maxRecordBytes() {
        return journal.maxRecordBytes();
    }

    private void ensureOpen() throws JournalClosedException {
        if (closed) {
            throw new JournalClosedException("cursor");
        }
        journal.ensureOpen();
    }

    /** Lets go of the file and the buffer. Twice is fine. */
    @Override
    public void close() throws IOException {
        closed = true;
        current = null;
        window.rest();
        leave();
    }
}
