package dev.hearth.gateway.session;

import dev.hearth.journal.Journal;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells an operator what is broken in a journal: what was mended when it was opened, and what readers had to pass over. Often
 * this is the only trace of a bad disk. Thread-safe.
 */
final class JournalDamage {
    private static final Logger LOG = LoggerFactory.getLogger(JournalDamage.class);

    private final String whose;
    private final Journal journal;
    private final AtomicLong due = new AtomicLong(1);

    private JournalDamage(String whose, Journal journal) {
        this.whose = whose;
        this.journal = journal;
    }

    /**
     * Looks at a journal that was just opened.
     *
     * @param whose what the line in the log begins with
     */
    static JournalDamage of(String whose, Journal journal) {
        if (!journal.recovery().clean()) {
            LOG.warn("{} was not whole and was mended: {}", whose, journal.recovery());
        }
        return new JournalDamage(whose, journal);
    }

    /** To be asked after something was read. One line for each doubling, since every reader passes the same places again. */
    void look() {
        long passed = journal.damagedRecords();
        long before = due.get();
        if (passed >= before && due.compareAndSet(before, Math.max(passed * 2, passed + 1))) {
            LOG.warn("{} is damaged: places without a readable record were passed over {} times", whose, passed);
        }
    }
}
