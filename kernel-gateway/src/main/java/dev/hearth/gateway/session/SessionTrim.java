package dev.hearth.gateway.session;

import dev.hearth.journal.Cursor;
import dev.hearth.journal.Journal;
import dev.hearth.journal.JournalRecord;
import dev.hearth.journal.Mark;
import dev.hearth.journal.RecordInfo;
import dev.hearth.journal.TrimReport;
import dev.hearth.journal.TrimRequest;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.LinkRecord;
import dev.hearth.protocol.link.RecordClass;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retention of one session: cells' output goes beyond a bound, oldest first, and everything else beyond a bound of its own; and
 * what is too old. Where records of one parent are dropped a mark is left ({@link LostOutput}), unless nothing else is left
 * of it, or only what is too old. These marks are output whatever they stand for, so that they never take the room of what is
 * younger and not output. Of requests without an end all stays but their output. Runs aside when enough was appended since
 * the last time, and in steps of the age. Thread-safe.
 */
final class SessionTrim {
    private static final Logger LOG = LoggerFactory.getLogger(SessionTrim.class);

    private static final int HEAD_BYTES = 64 * 1024;
    /** Looked at in search of earlier marks: not all that is dropped is read again. */
    private static final int LONGEST_MARK = 8 * 1024;
    /** Looked at to see whether all that is left of a parent are marks. */
    private static final int MOST_MARKS = 8;

    private static final int AGE_STEPS = 20;
    private static final Duration LONGEST_STEP = Duration.ofHours(1);

    private final SessionCore core;
    private final AtomicBoolean underway = new AtomicBoolean();
    private volatile long ageDue;

    SessionTrim(SessionCore core) {
        this.core = core;
    }

    /** Runs retention aside if half a segment was appended since the last time. Under the lock. */
    void mayRun() {
        long due = core.around.settings().retention().segmentBytes() / 2;
        if (core.bytesSinceTrim() >= due && underway.compareAndSet(false, true)) {
            core.later(() -> core.around.aside(this::run));
        }
    }

    /** Runs retention aside if records have an age at which they go, and that was looked at long enough ago. */
    void mayRunByAge() {
        Duration age = core.around.settings().retention().age();
        long now = core.now();
        if (!age.isZero() && now >= ageDue && underway.compareAndSet(false, true)) {
            ageDue = now + Math.min(age.toMillis() / AGE_STEPS, LONGEST_STEP.toMillis());
            core.around.aside(this::run);
        }
    }

    boolean isUnderway() {
        return underway.get();
    }

    private void run() {
        try {
            trim();
        } catch (IOException | RuntimeException e) {
            LOG.error("session {}: retention failed", core.id, e);
        } finally {
            underway.set(false);
        }
        core.enter();
        try {
            mayRun(); // of what came meanwhile nobody else may ask
        } finally {
            core.leave();
        }
    }

    private void trim() throws IOException {
        SessionSettings.Retention keep = core.around.settings().retention();
        long before = keep.age().isZero()
                ? TrimRequest.ANY_AGE
                : core.now() - keep.age().toMillis();
        Set<Key> pinned = new HashSet<>();
        Journal journal;
        core.enter();
        try {
            core.trimmed();
            Incarnation of = core.current;
            boolean ended = core.row().endedAt() != null;
            if (core.logs.isClosed() || !(ended || (of != null && of.outputWhole()))) {
                return; // with a hole in what is here, its end must stay to be found
            }
            journal = core.logs.journal().whole();
            if (of != null) {
                of.unfinished
                        .all()
                        .forEach(each ->
                                pinned.add(new Key(RecordKey.of(each.asked().messageId()))));
                Settled.of(of, journal.lastNumber()).keep(core.logs.files(), of.number);
            }
            long open = of == null || of.over
                    ? Long.MAX_VALUE
                    : Math.min(of.unfinished.lowestSequence(), of.requests.last());
            core.logs.trimRequests(keep.requestBytes(), before, core.incarnation(), open);
        } finally {
            core.leave();
        }
        trim(journal, RecordClass.DURABLE, keep.recordBytes(), before, pinned);
        trim(journal, RecordClass.OUTPUT, keep.outputBytes(), before, Set.of()); // a cell may print for days
    }

    private void trim(Journal journal, RecordClass recordClass, long keepBytes, long before, Set<Key> pinned)
            throws IOException {
        if (journal.sizeBytes(recordClass.code()) <= keepBytes && before == TrimRequest.ANY_AGE) {
            return;
        }
        TrimReport report = journal.trim(new TrimRequest(
                code -> code == recordClass.code(),
                keepBytes,
                before,
                info -> !pinned.contains(new Key(info.key())),
                run -> marks(journal, before, run)));
        if (report.droppedRecords() > 0) {
            core.around.events().recordsDropped(core.id, report.droppedRecords(), report.freedBytes());
        }
    }

    private List<Mark> marks(Journal journal, long before, List<RecordInfo> run) {
        Map<Key, List<RecordInfo>> byParent = new LinkedHashMap<>();
        for (RecordInfo info : run) {
            byParent.computeIfAbsent(new Key(info.key()), each -> new ArrayList<>())
                    .add(info);
        }
        List<Mark> marks = new ArrayList<>();
        Map<Long, LostOutput.Missing> earlier = missingBefore(journal, run);
        byParent.forEach((key, dropped) -> {
            try {
                if (isTooOld(journal, before, key, dropped) || leavesNothing(journal, key, dropped)) {
                    return;
                }
                marks.add(mark(journal, key, dropped, earlier));
            } catch (IOException | MalformedMessageException e) {
                LOG.warn("session {}: no mark for records that are dropped", core.id, e);
            }
        });
        return marks;
    }

    /** Whether all that there is of this parent is too old. A mark has the time of what it stands for, and would be, too. */
    private static boolean isTooOld(Journal journal, long before, Key key, List<RecordInfo> dropped)
            throws IOException {
        if (dropped.get(dropped.size() - 1).timeMillis() >= before) {
            return false;
        }
        long[] all = journal.numbersFor(key.bytes());
        if (all.length == 0) {
            return true;
        }
        try (Cursor cursor = journal.cursor(all[all.length - 1], 4 * 1024)) {
            JournalRecord newest = cursor.next();
            return newest == null || newest.timeMillis() < before;
        }
    }

    /** Whether nothing is left of this parent but marks: of them alone nobody learns anything. */
    private static boolean leavesNothing(Journal journal, Key key, List<RecordInfo> dropped) throws IOException {
        if (key.bytes().length == 0) {
            return false; // of no request: this one mark says that the log does not begin here
        }
        int enough = dropped.size() + MOST_MARKS + 1;
        long[] kept = Arrays.stream(journal.numbersFor(key.bytes(), enough))
                .filter(number -> !holds(dropped, number))
                .toArray();
        if (kept.length > MOST_MARKS) {
            return false;
        }
        for (long number : kept) {
            try (Cursor cursor = journal.cursor(number, 4 * 1024)) {
                JournalRecord record = cursor.next();
                if (record != null
                        && record.number() == number
                        && missingIn(record).isEmpty()) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean holds(List<RecordInfo> rising, long number) {
        int low = 0;
        int high = rising.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (rising.get(middle).number() < number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < rising.size() && rising.get(low).number() == number;
    }

    /** What the marks among the records say, by their numbers. */
    private Map<Long, LostOutput.Missing> missingBefore(Journal journal, List<RecordInfo> run) {
        Map<Long, LostOutput.Missing> found = new HashMap<>();
        if (run.isEmpty()) {
            return found;
        }
        try (Cursor cursor = journal.cursor(run.get(0).number(), 4 * 1024)) {
            JournalRecord record = cursor.next();
            for (RecordInfo info : run) {
                while (record != null && record.number() < info.number()) {
                    record = cursor.next();
                }
                if (record == null) {
                    return found;
                }
                if (record.number() == info.number() && info.sizeBytes() <= LONGEST_MARK) {
                    missingIn(record).ifPresent(missing -> found.put(info.number(), missing));
                }
            }
        } catch (IOException e) {
            LOG.warn("session {}: the counts of earlier marks are lost", core.id, e);
        }
        return found;
    }

    private static Optional<LostOutput.Missing> missingIn(JournalRecord record) throws IOException {
        try {
            return LostOutput.in(head(record));
        } catch (MalformedMessageException e) {
            return Optional.empty();
        }
    }

    private Mark mark(Journal journal, Key key, List<RecordInfo> dropped, Map<Long, LostOutput.Missing> earlier)
            throws IOException, MalformedMessageException {
        RecordInfo oldest = dropped.get(0);
        RecordInfo newest = dropped.get(dropped.size() - 1);
        try (Cursor cursor = journal.cursor(oldest.number(), 4 * 1024)) {
            JournalRecord record = cursor.next();
            if (record == null || record.number() != oldest.number()) {
                throw new IOException("record " + oldest.number() + " cannot be read");
            }
            LinkRecord first = head(record);
            long bytes = dropped.stream().mapToLong(RecordInfo::sizeBytes).sum();
            LostOutput.Missing missing = new LostOutput.Missing(oldest.number(), dropped.size(), bytes);
            for (RecordInfo info : dropped) {
                LostOutput.Missing before = earlier.get(info.number());
                missing = before == null ? missing : missing.and(before);
            }
            LinkRecord made = LostOutput.trimmed(first, missing, newest.number(), core.around.clock());
            List<ByteBuffer> parts = made.encode();
            ByteBuffer whole = ByteBuffer.allocate(
                    parts.stream().mapToInt(ByteBuffer::remaining).sum());
            parts.forEach(whole::put);
            return new Mark(newest.number(), RecordClass.OUTPUT.code(), key.bytes(), whole.flip());
        }
    }

    /** A record without its content, which a mark does not need and which may be long. */
    private static LinkRecord head(JournalRecord record) throws IOException, MalformedMessageException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.min(HEAD_BYTES, record.size()));
        record.read(0, bytes);
        bytes.flip();
        Envelope envelope = Envelope.decode(bytes);
        ByteBuffer message = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        int offsets = 5 * Long.BYTES;
        if (message.remaining() < 8 + offsets + 8) {
            throw new IOException("record " + record.number() + " holds no message");
        }
        ByteBuffer[] parts = new ByteBuffer[3];
        for (int part = 0; part < parts.length; part++) {
            long from = message.getLong(8 * (part + 2));
            long to = message.getLong(8 * (part + 3));
            if (from < 0 || from > to || to > message.remaining()) {
                throw new IOException("the headers of record " + record.number() + " are too long for a mark");
            }
            parts[part] = message.slice((int) from, (int) (to - from));
        }
        ByteBuffer content = ByteBuffer.wrap(RawJson.EMPTY_OBJECT.utf8());
        return LinkRecord.of(
                envelope, new RawMessage(envelope.channel(), parts[0], parts[1], parts[2], content, List.of()));
    }

    /** A journal key that can be looked up. */
    @SuppressWarnings("ArrayRecordComponent") // compared by its bytes, below
    private record Key(byte[] bytes) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && Arrays.equals(bytes, key.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }
}
