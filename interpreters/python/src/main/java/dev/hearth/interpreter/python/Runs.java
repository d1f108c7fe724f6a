package dev.hearth.interpreter.python;

import dev.hearth.interpreter.CellContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The runs that may still say something: the current one, and earlier ones whose threads go on. Thread-safe. The last
 * {@value #KEPT} that said something are known; what a forgotten one says counts as the latest one's.
 */
final class Runs {
    private static final int KEPT = 1024;

    private final Map<Long, Run> known = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Run> eldest) {
            return size() > KEPT;
        }
    };
    private long last;
    private @Nullable Run current;
    private @Nullable Run latest;
    private boolean gone;

    synchronized Run open(String cellId, CellContext context) {
        Run run = new Run(++last, cellId, context);
        known.put(run.number(), run);
        current = run;
        latest = run;
        if (gone) {
            run.gone();
        }
        return run;
    }

    void end(Run run) {
        synchronized (this) {
            if (current == run) {
                current = null;
            }
        }
        run.end();
    }

    /** The run that holds the child's main thread. */
    synchronized Optional<Run> current() {
        return Optional.ofNullable(current);
    }

    /** The current run if its number is {@code number}. */
    Optional<Run> current(long number) {
        return current().filter(run -> run.number() == number);
    }

    /** Whom a frame of this number speaks for; empty before the first run. */
    synchronized Optional<CellContext> speaker(long number) {
        Run run = known.get(number);
        return Optional.ofNullable(run != null ? run : latest).map(Run::context);
    }

    synchronized void gone() {
        gone = true;
        if (current != null) {
            current.gone();
        }
    }
}
