package dev.hearth.gateway.session;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.journal.Entry;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.LinkRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the parts of one session share: its lock, its row, its logs, those who read it.
 *
 * <p>The lock is the order of the session's logs. It is held over appends and commits, because what was appended and what is
 * known of it must not be told apart; what others have to be told (wakes, futures, closings) is put off with {@link #later}
 * until it is free.
 */
final class SessionCore {
    private static final Logger LOG = LoggerFactory.getLogger(SessionCore.class);

    private static final int CHECKPOINT_RECORDS = 8192;

    /** What an end that was asked for leads to. */
    enum Ending {
        NONE,
        DEAD,
        DELETE,
        PURGE
    }

    final Surroundings around;
    final UUID id;
    final SessionLogs logs;
    final Set<String> openInputs = ConcurrentHashMap.newKeySet();
    final List<SessionReader> readers = new CopyOnWriteArrayList<>();
    final RequestEnds ends = new RequestEnds(); // guarded by the lock
    final Map<String, Attachment> attachments = new ConcurrentHashMap<>(); // changed under the lock
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Runnable> deferred = new ArrayDeque<>(); // guarded by the lock
    private volatile SessionRow row; // changed under the lock
    private volatile int incarnation; // changed under the lock
    private volatile long lastActivityMillis;
    private volatile long lastHeartbeatMillis;
    private long bytesSinceTrim; // guarded by the lock
    private long bytesSinceCheckpoint; // guarded by the lock
    private int recordsSinceCheckpoint; // guarded by the lock
    private volatile String trouble = "";

    /** The present incarnation; null of a dead session that was not used since the gateway started. */
    @Nullable
    Incarnation current;

    /** The one before, while it is being ended for a restart. */
    @Nullable
    Incarnation previous;

    Ending ending = Ending.NONE;
    String endReason = "";

    SessionCore(Surroundings around, SessionRow row, SessionLogs logs) {
        this.around = around;
        this.id = row.id();
        this.row = row;
        this.incarnation = row.incarnation();
        this.logs = logs;
        Instant ended = row.endedAt();
        this.lastHeartbeatMillis = around.clock().millis(); // nobody could call while no gateway was there
        this.lastActivityMillis = (ended == null ? row.createdAt() : ended).toEpochMilli();
    }

    void enter() {
        lock.lock();
    }

    /** Leaves the lock and, if this was the outermost, does what was put off. */
    void leave() {
        List<Runnable> due = List.of();
        if (lock.getHoldCount() == 1 && !deferred.isEmpty()) {
            due = new ArrayList<>(deferred);
            deferred.clear();
        }
        lock.unlock();
        for (Runnable each : due) {
            try {
                each.run();
            } catch (RuntimeException e) {
                LOG.error("session {}: what was to be told could not be", id, e);
            }
        }
    }

    /** Puts {@code action} off until the lock is free. */
    void later(Runnable action) {
        assert lock.isHeldByCurrentThread();
        deferred.add(action);
    }

    SessionRow row() {
        return row;
    }

    /** Commits a changed row. */
    void save(SessionRow changed) {
        assert lock.isHeldByCurrentThread();
        around.store().update(changed);
        row = changed;
        incarnation = changed.incarnation();
    }

    /** As {@link #save}, where there is no way back: if the store fails, the state holds in memory until the next start. */
    void saveAnyway(SessionRow changed) {
        try {
            save(changed);
        } catch (GatewayException e) {
            LOG.error("session {}: state {} could not be stored", id, changed.state(), e);
            row = changed;
            incarnation = changed.incarnation();
        }
    }

    /** Number of the present incarnation. */
    int incarnation() {
        return incarnation;
    }

    /**
     * The present incarnation.
     *
     * @throws GatewayException with {@code SESSION_DEAD} if the session has ended or is about to
     */
    Incarnation live() {
        Incarnation live = current;
        if (live == null || live.over || !row.state().isLive()) {
            throw dead();
        }
        return live;
    }

    GatewayException dead() {
        String why = row.reason();
        return new GatewayException(
                ErrorCode.SESSION_DEAD,
                "session " + id + " has ended" + (why.isEmpty() ? "" : ": " + why),
                Map.of("session", id.toString()));
    }

    GatewayException journalFailed(IOException cause) {
        return new GatewayException(
                ErrorCode.JOURNAL_FAILED, "the log of session " + id + " cannot be written or read", cause);
    }

    SessionProfile profile() {
        SessionProfile profile = around.profiles().get(row.profile());
        if (profile == null) {
            throw new GatewayException(
                    ErrorCode.PROFILE_NOT_FOUND,
                    "there is no profile \"" + row.profile() + "\" any more",
                    Map.of("profile", row.profile()));
        }
        return profile;
    }

    void active() {
        lastActivityMillis = around.clock().millis();
    }

    void heartbeat() {
        lastHeartbeatMillis = around.clock().millis();
    }

    long lastHeartbeatMillis() {
        return lastHeartbeatMillis;
    }

    void activeAt(long millis) {
        lastActivityMillis = millis;
    }

    long lastActivityMillis() {
        return lastActivityMillis;
    }

    /** What the session is marked with, since its driver lied or its files failed; empty if all is well. */
    void mark(String what) {
        trouble = what;
    }

    String trouble() {
        return trouble;
    }

    long bytesSinceTrim() {
        return bytesSinceTrim;
    }

    void trimmed() {
        bytesSinceTrim = 0;
    }

    /** Keeps a checkpoint of the present incarnation if enough was appended since the last one. Under the lock. */
    void mayCheckpoint(Incarnation of) {
        boolean due = bytesSinceCheckpoint >= around.settings().retention().segmentBytes() / 4
                || recordsSinceCheckpoint >= CHECKPOINT_RECORDS;
        if (!due || of != current || of.over || !of.outputWhole()) {
            return;
        }
        bytesSinceCheckpoint = 0;
        recordsSinceCheckpoint = 0;
        try {
            new Checkpoint(
                            of.number,
                            logs.journal().lastNumber(),
                            lastActivityMillis,
                            of.output.last(),
                            of.requests.last(),
                            of.ready,
                            of.unfinished.open())
                    .keep(logs.files());
        } catch (IOException e) {
            LOG.warn("session {}: no checkpoint could be written", id, e);
        }
    }

    /** Appends records of the gateway's own. */
    void record(Incarnation of, LinkRecord... records) throws IOException {
        record(of, List.of(records));
    }

    /**
     * Appends what is logged of {@code records}, in one go, folds it, and gives all else to the readers in its place among
     * it. Under the lock.
     *
     * @throws IOException if nothing was appended
     */
    void record(Incarnation of, List<LinkRecord> records) throws IOException {
        assert lock.isHeldByCurrentThread();
        SessionJournal journal = logs.journal();
        List<Entry> entries = new ArrayList<>();
        for (LinkRecord record : records) {
            if (record.envelope().recordClass().isLogged()) {
                entries.add(entry(record));
            }
        }
        long before = entries.isEmpty() ? journal.lastNumber() : journal.prepare(entries.size()) - 1;
        // In memory first: a reader that sees a logged record must already find what comes before it.
        for (LinkRecord record : records) {
            if (record.envelope().recordClass().isLogged()) {
                before++;
            } else if (!readers.isEmpty()) {
                offer(before, new LiveRecord(0, record.envelope(), copy(record.message()), now()));
            }
        }
        if (!entries.isEmpty()) {
            journal.append(entries);
            for (LinkRecord record : records) {
                if (record.envelope().recordClass().isLogged()) {
                    of.fold(record.envelope());
                    tellEnd(record.envelope());
                    bytesSinceTrim += record.message().remaining();
                    bytesSinceCheckpoint += record.message().remaining();
                    recordsSinceCheckpoint++;
                }
            }
        }
        later(this::wakeReaders);
    }

    private void tellEnd(Envelope envelope) {
        if (envelope.executionState() == ExecutionState.IDLE
                && !envelope.parentId().isEmpty()) {
            ends.ended(Unfinished.key(envelope.origin(), envelope.parentId())).forEach(this::later);
        }
    }

    /** Gives a record in memory to all readers, behind journal number {@code after}. */
    void offer(long after, SessionRecord record) {
        LiveQueue.Item item = new LiveQueue.Item(after, record);
        for (SessionReader reader : readers) {
            reader.offer(item);
        }
    }

    void wakeReaders() {
        for (SessionReader reader : readers) {
            reader.signal();
        }
    }

    private static Entry entry(LinkRecord record) {
        Envelope envelope = record.envelope();
        String key = envelope.parentId().isEmpty() ? envelope.messageId() : envelope.parentId();
        return new Entry(envelope.recordClass().code(), RecordKey.of(key), record.encode());
    }

    static ByteBuffer copy(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    }

    long now() {
        return around.clock().millis();
    }

    /** What Jupyter clients are shown. */
    ExecutionState executionState() {
        SessionState state = row.state();
        Incarnation present = current;
        return switch (state) {
            case STARTING -> ExecutionState.STARTING;
            case RESTARTING -> ExecutionState.RESTARTING;
            case DEAD, DELETED -> ExecutionState.DEAD;
            case RUNNING, ENDING ->
                present != null && present.unfinished.anyBegun() ? ExecutionState.BUSY : ExecutionState.IDLE;
        };
    }
}
