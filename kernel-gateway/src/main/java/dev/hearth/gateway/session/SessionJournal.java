package dev.hearth.gateway.session;

import dev.hearth.gateway.error.GatewayException;
import dev.hearth.journal.Cursor;
import dev.hearth.journal.Entry;
import dev.hearth.journal.Journal;
import dev.hearth.journal.JournalSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/**
 * A session's journal, with numbers from blocks that are reserved in the store: a number is given once, even if the end of
 * the journal is lost. {@link #prepare} and {@link #append} are called under the session's lock; the rest is thread-safe.
 */
final class SessionJournal implements AutoCloseable {
    private static final long BLOCK = 16_384;

    private final UUID session;
    private final SessionStore store;
    private final Journal journal;
    private final JournalDamage damage;
    private long reservedTo;

    SessionJournal(UUID session, SessionStore store, Path directory, JournalSettings settings, Clock clock)
            throws IOException {
        this.session = session;
        this.store = store;
        this.journal = Journal.open(directory, settings, clock);
        this.damage = JournalDamage.of("session " + session + ": its journal", journal);
    }

    /** Makes sure that {@code count} numbers in a row are this session's, and returns the first. */
    long prepare(int count) throws IOException {
        while (journal.nextNumber() + count - 1 > reservedTo) {
            long size = Math.max(BLOCK, count);
            long first = reserve(size);
            if (first != reservedTo + 1 || journal.nextNumber() + count - 1 > first + size - 1) {
                journal.skipTo(first);
            }
            reservedTo = first + size - 1;
        }
        return journal.nextNumber();
    }

    private long reserve(long size) throws IOException {
        try {
            return store.reserveNumbers(session, size);
        } catch (GatewayException e) {
            throw new IOException("no journal numbers could be reserved", e);
        }
    }

    /** Appends what was prepared for. */
    void append(List<Entry> entries) throws IOException {
        journal.appendAll(entries);
    }

    /** Number that the next record gets, or a higher one. */
    long nextNumber() {
        return journal.nextNumber();
    }

    /** Number of the newest record that can be read, 0 if there never was one. */
    long lastNumber() {
        return journal.lastNumber();
    }

    Cursor cursor(long from, int bufferBytes) {
        return journal.cursor(from, bufferBytes);
    }

    /** To be asked by those who have read. */
    void lookForDamage() {
        damage.look();
    }

    /** Numbers of the records with this id as their parent (or as their own, where they have no parent), rising. */
    long[] numbersFor(String id) throws IOException {
        return journal.numbersFor(RecordKey.of(id));
    }

    /** The lowest of them, at least so many if there are. */
    long[] numbersFor(String id, int enough) throws IOException {
        return journal.numbersFor(RecordKey.of(id), enough);
    }

    /** The journal itself, for retention. */
    Journal whole() {
        return journal;
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
