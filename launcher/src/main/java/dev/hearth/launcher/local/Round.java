package dev.hearth.launcher.local;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at many things one after the other, again and again as long as there are any: a thread that is woken for each of a
 * thousand costs more than all the looks. Thread-safe; looks on the timer's thread.
 */
final class Round<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Round.class);

    private final GraceTimer timer;
    private final Duration every;
    private final Predicate<T> look;
    private final Set<T> watched = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean going = new AtomicBoolean();

    /**
     * A round of nothing yet.
     *
     * @param every between two rounds
     * @param look false when this one needs no further look
     */
    Round(GraceTimer timer, Duration every, Predicate<T> look) {
        this.timer = timer;
        this.every = every;
        this.look = look;
    }

    /** Looks at this from the next round on. */
    void add(T each) {
        watched.add(each);
        begin();
    }

    private void begin() {
        if (going.compareAndSet(false, true)) {
            timer.watch(every, this::goRound);
        }
    }

    private boolean goRound() {
        watched.removeIf(each -> !again(each));
        if (!watched.isEmpty()) {
            return true;
        }
        going.set(false);
        if (!watched.isEmpty()) {
            begin(); // one came meanwhile
        }
        return false;
    }

    private boolean again(T each) {
        try {
            return look.test(each);
        } catch (RuntimeException e) {
            LOG.error("a look failed, and will be repeated", e);
            return true;
        }
    }
}
