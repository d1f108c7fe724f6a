package dev.hearth.gateway.session;

import dev.hearth.journal.Cursor;
import dev.hearth.journal.Journal;
import dev.hearth.journal.JournalRecord;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads records by their numbers, most of which are neighbours: the journal is entered anew only where far fewer are wanted. */
final class RecordWalk {
    /** So many records in a row are rather read past than stepped over. */
    private static final int NEAR = 256;

    private static final int FEW = 16;
    private static final int SMALL_BUFFER = 16 * 1024;

    private final SessionJournal journal;
    private final int buffer;
    private @Nullable Cursor cursor;

    private RecordWalk(SessionJournal journal, int wanted) {
        this.journal = journal;
        this.buffer = wanted <= FEW ? SMALL_BUFFER : Journal.READ_AHEAD_BYTES;
    }

    /**
     * Shows the records with these numbers, but for those that are gone or damaged.
     *
     * @param numbers rising
     * @throws IOException if the disk fails, or the journal was closed
     */
    static void walk(SessionJournal journal, long[] numbers, RecordVisitor visitor) throws IOException {
        RecordWalk walk = new RecordWalk(journal, numbers.length);
        try {
            walk.show(numbers, visitor);
        } finally {
            walk.leave();
            journal.lookForDamage();
        }
    }

    private void show(long[] numbers, RecordVisitor visitor) throws IOException {
        JournalRecord record = null;
        for (long wanted : numbers) {
            if (record == null || record.number() < wanted) {
                record = next(wanted);
            }
            while (record != null && record.number() < wanted) {
                record = next(wanted);
            }
            if (record == null) {
                return;
            }
            if (record.number() == wanted && record.isSound()) {
                visitor.see(JournaledRecord.of(record, true));
            }
        }
    }

    private @Nullable JournalRecord next(long wanted) throws IOException {
        Cursor open = cursor;
        if (open == null || wanted - open.position() > NEAR) {
            leave();
            open = journal.cursor(wanted, buffer);
            cursor = open;
        }
        return open.next();
    }

    private void leave() throws IOException {
        Cursor open = cursor;
        cursor = null;
        if (open != null) {
            open.close();
        }
    }
}
