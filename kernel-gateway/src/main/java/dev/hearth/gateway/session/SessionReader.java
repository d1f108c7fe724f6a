package dev.hearth.gateway.session;

import dev.hearth.journal.Cursor;
import dev.hearth.journal.JournalRecord;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.LinkRecord;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A reader of a session at its own pace: the journal, and in its place among it what is in memory only.
 *
 * <p>Left out are comm messages of older incarnations and input requests that are answered or ended. A replay ends with a
 * made-up status if the last one in it is not the true one. Everything else is given, whoever it is for: a face sends
 * replies and input requests to the envelope's origin only, and events never on {@code /channels}. What is in memory is
 * bounded; of a reader that is too slow for it the oldest goes, and {@link #missed} says so.
 *
 * <p>One thread at a time, but for {@link #close}.
 */
public final class SessionReader implements AutoCloseable {
    private final SessionCore core;
    private final SessionJournal journal;
    private final Cursor cursor;
    private final LiveQueue live;
    private final long replayEnd;
    private final int replayedIncarnation;
    private final AtomicReference<@Nullable Runnable> waiting = new AtomicReference<>();
    private @Nullable JournaledRecord held;
    private @Nullable ExecutionState shown;
    private boolean caughtUp;
    private volatile long exhausted = -1; // there was nothing more to read up to this number
    private volatile long position;
    private volatile boolean closed;

    /** Begins behind {@code since}; {@code replay} says whether its end is to be marked with the true status. */
    SessionReader(SessionCore core, SessionJournal journal, long since, boolean replay) {
        this.core = core;
        this.journal = journal;
        this.replayEnd = journal.lastNumber();
        this.cursor = journal.cursor(since + 1, dev.hearth.journal.Journal.READ_AHEAD_BYTES);
        this.position = since;
        this.caughtUp = !replay;
        this.replayedIncarnation = core.incarnation();
        SessionSettings.Limits limits = core.around.settings().limits();
        this.live = new LiveQueue(limits.readerRecords(), limits.readerBytes());
    }

    /**
     * The next record; null at the end. The record before it is void from now on.
     *
     * @throws IOException if the journal cannot be read, or was closed or purged
     */
    public synchronized @Nullable SessionRecord next() throws IOException {
        while (true) {
            // Looked at before the journal: what is in memory was put there before the records behind it were appended.
            LiveQueue.Item first = live.first();
            JournaledRecord logged = held();
            if (first != null && logged == null) {
                if (first.after() > journal.lastNumber()) {
                    first = null; // the records before it are being appended
                } else {
                    logged = held(); // they were appended since
                }
            }
            if (!caughtUp && (logged == null || logged.number() > replayEnd)) {
                caughtUp = true;
                SessionRecord status = trueStatus();
                if (status != null) {
                    return status;
                }
            }
            if (first != null && (logged == null || first.after() < logged.number())) {
                if (live.take(first)) {
                    return first.record();
                }
                continue;
            }
            if (logged == null) {
                return null;
            }
            held = null;
            position = logged.number();
            if (logged.envelope().executionState() != null) {
                shown = logged.envelope().executionState();
            }
            return logged;
        }
    }

    private @Nullable JournaledRecord held() throws IOException {
        while (held == null) {
            long last = journal.lastNumber();
            JournalRecord record = cursor.next();
            boolean sound = record == null || record.isSound();
            journal.lookForDamage();
            if (record == null) {
                exhausted = last;
                return null;
            }
            if (!sound) {
                position = record.number(); // else a client would meet it again each time that it comes back
                continue;
            }
            JournaledRecord readable = JournaledRecord.of(record, record.number() <= replayEnd);
            if (isWanted(readable)) {
                held = readable;
            } else {
                position = readable.number();
            }
        }
        return held;
    }

    private boolean isWanted(JournaledRecord record) {
        Envelope envelope = record.envelope();
        String type = envelope.messageType();
        if (type.equals(MessageType.INPUT_REQUEST.wireName())) {
            return isOpen(record, envelope.messageId());
        }
        return !record.replayed() || envelope.incarnation() >= replayedIncarnation || !type.startsWith("comm_");
    }

    private boolean isOpen(JournaledRecord record, String input) {
        if (record.replayed() || core.openInputs.contains(input)) {
            return core.openInputs.contains(input);
        }
        // It can be read a moment before it is known to be open: append and fold are one under the lock.
        core.enter();
        try {
            return core.openInputs.contains(input);
        } finally {
            core.leave();
        }
    }

    private @Nullable SessionRecord trueStatus() {
        core.enter();
        try {
            ExecutionState now = core.executionState();
            if (now == shown) {
                return null;
            }
            SessionRow row = core.row();
            LinkRecord made = new KernelMessages(row.id(), row.incarnation(), row.headerSession(), core.around.clock())
                    .status(now);
            return new LiveRecord(0, made.envelope(), made.message(), core.now());
        } finally {
            core.leave();
        }
    }

    /**
     * Runs {@code wake} once, as soon as {@link #next} may have more: at once, or on the thread that appends. It must be
     * short and must not read. A second call replaces the first. It also runs when the reader or the session's journal is
     * closed.
     */
    public void whenMore(Runnable wake) {
        waiting.set(wake);
        LiveQueue.Item first = live.first();
        // Asked after the entry was made: whichever of the appender and this thread comes second sees the other.
        if (closed || journal.lastNumber() > exhausted || (first != null && first.after() <= journal.lastNumber())) {
            signal();
        }
    }

    void offer(LiveQueue.Item item) {
        live.add(item);
    }

    void signal() {
        Runnable wake = waiting.getAndSet(null);
        if (wake != null) {
            wake.run();
        }
    }

    /** Journal number of the last record given or passed over: what {@code sinceNumber} would go on from. */
    public long position() {
        return position;
    }

    /** Whether everything that was there when the reader began has been given. */
    public boolean caughtUp() {
        return caughtUp;
    }

    /** How many records in memory were dropped because this reader was too slow for them. */
    public long missed() {
        return live.missed();
    }

    /** Lets go of the journal; twice is fine. */
    @Override
    public void close() {
        core.readers.remove(this);
        closed = true;
        synchronized (this) {
            try {
                cursor.close();
            } catch (IOException e) {
                // It was open for reading only.
            }
        }
        signal();
    }
}
