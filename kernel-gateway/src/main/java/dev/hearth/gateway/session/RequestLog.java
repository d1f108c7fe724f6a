package dev.hearth.gateway.session;

import dev.hearth.journal.Cursor;
import dev.hearth.journal.Entry;
import dev.hearth.journal.Journal;
import dev.hearth.journal.JournalRecord;
import dev.hearth.journal.JournalSettings;
import dev.hearth.journal.TrimRequest;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.RecordClass;
import dev.hearth.protocol.wire.V1Layout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The requests log of one incarnation. Its journal's numbers are the link's sequences. Appends are made under the session's
 * lock; the rest is thread-safe.
 */
final class RequestLog implements AutoCloseable {
    private static final int SMALL_BUFFER = 8 * 1024;

    private final int incarnation;
    private final Journal journal;
    private final JournalDamage damage;

    /**
     * Opens or begins the log of an incarnation.
     *
     * @param whose what lines about its damage begin with
     */
    RequestLog(String whose, int incarnation, Path directory, JournalSettings settings, Clock clock)
            throws IOException {
        this.incarnation = incarnation;
        this.journal = Journal.open(directory, settings, clock);
        this.damage = JournalDamage.of(whose + ": its log of requests to driver " + incarnation, journal);
    }

    int incarnation() {
        return incarnation;
    }

    /** Appends a request; returns its envelope with the sequence that it got. */
    Envelope append(Envelope envelope, RawMessage message) throws IOException {
        Envelope numbered = envelope.withSequence(journal.nextNumber());
        List<ByteBuffer> parts = new ArrayList<>();
        parts.add(numbered.encode());
        parts.addAll(V1Layout.encode(message));
        journal.append(new Entry(RecordClass.DURABLE.code(), RecordKey.of(envelope.messageId()), parts));
        return numbered;
    }

    /** Gives up sequences that the driver says it has taken already. */
    void skipBeyond(long sequence) throws IOException {
        journal.skipTo(sequence + 1);
    }

    /** The oldest sequence that is kept, or the next one. */
    long first() {
        return journal.firstNumber();
    }

    /** The newest sequence given, 0 if none. */
    long last() {
        return journal.nextNumber() - 1;
    }

    /** The newest sequence that can be read, 0 if there never was one. */
    long newest() {
        return journal.lastNumber();
    }

    long sizeBytes() {
        return journal.sizeBytes();
    }

    Cursor cursor(long from, int bufferBytes) {
        return journal.cursor(from, bufferBytes);
    }

    /** To be asked by those who have read. */
    void lookForDamage() {
        damage.look();
    }

    /** Drops the oldest requests beyond {@code keepBytes}, none from {@code before} on. */
    long dropOldest(long keepBytes, long before) throws IOException {
        return journal.dropOldest(keepBytes, before);
    }

    /** Drops the requests that were appended before a time, none from sequence {@code open} on. */
    void dropOld(long beforeMillis, long open) throws IOException {
        if (beforeMillis != TrimRequest.ANY_AGE) {
            journal.trim(new TrimRequest(
                    code -> true, TrimRequest.ANY_SIZE, beforeMillis, info -> info.number() < open, run -> List.of()));
        }
    }

    /** Whether every request was appended before a time. */
    boolean isOlder(long beforeMillis) throws IOException {
        long newest = journal.lastNumber();
        if (beforeMillis == TrimRequest.ANY_AGE || newest == 0) {
            return false;
        }
        try (Cursor cursor = journal.cursor(newest, SMALL_BUFFER)) {
            JournalRecord record = cursor.next();
            return record != null && record.timeMillis() < beforeMillis;
        }
    }

    /** The envelope of the request that this origin has sent with this id, if it is kept. */
    Optional<Envelope> find(String origin, String messageId) throws IOException {
        for (long sequence : journal.numbersFor(RecordKey.of(messageId))) {
            Optional<Envelope> envelope = envelope(sequence);
            if (envelope.isPresent()
                    && envelope.get().origin().equals(origin)
                    && envelope.get().messageId().equals(messageId)) {
                return envelope;
            }
        }
        return Optional.empty();
    }

    /** The envelope of a request, if it is kept. */
    Optional<Envelope> envelope(long sequence) throws IOException {
        try (Cursor cursor = journal.cursor(sequence, SMALL_BUFFER)) {
            JournalRecord record = cursor.next();
            return record == null || record.number() != sequence
                    ? Optional.empty()
                    : Optional.of(JournaledRecord.of(record, true).envelope());
        }
    }

    /** A request's message, in memory of its own, if it is kept. */
    Optional<ByteBuffer> message(long sequence) throws IOException {
        try (Cursor cursor = journal.cursor(sequence, SMALL_BUFFER)) {
            JournalRecord record = cursor.next();
            if (record == null || record.number() != sequence) {
                return Optional.empty();
            }
            ByteBuffer message = JournaledRecord.of(record, true).message();
            return Optional.of(
                    ByteBuffer.allocate(message.remaining()).put(message).flip());
        }
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }

    void delete() throws IOException {
        journal.delete();
    }
}
