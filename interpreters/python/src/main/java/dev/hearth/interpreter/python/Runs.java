package dev.hearth.interpreter.python;

import dev.hearth.interpreter.CellContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The runs that may still say something: those that run, and earlier ones whose threads go on. Thread-safe. The last {@value
 * #KEPT} cells and {@value #KEPT_ANYWHERE} comm messages that said something are known; what a forgotten one says counts as
 * the latest cell's.
 */
final class Runs {
    private static final int KEPT = 1024;
    private static final int KEPT_ANYWHERE = 64;

    private final Map<Long, Run> cells = new Recent(KEPT);
    private final Map<Long, Run> anywhere = new Recent(KEPT_ANYWHERE);
    private final Map<Long, Run> current = new LinkedHashMap<>();
    private long last;
    private @Nullable Run latest;
    private boolean gone;

    synchronized Run open(String cellId, CellContext context, Run.Place place) {
        Run run = new Run(++last, cellId, context, place);
        current.put(run.number(), run);
        if (place.equals(Run.Place.ANYWHERE)) {
            anywhere.put(run.number(), run);
        } else {
            cells.put(run.number(), run);
            latest = run;
        }
        if (gone) {
            run.gone();
        }
        return run;
    }

    void end(Run run) {
        synchronized (this) {
            current.remove(run.number());
        }
        run.end();
    }

    /** Whether something that runs was asked to end. */
    synchronized boolean isInterrupted() {
        return current.values().stream().anyMatch(run -> run.context().interrupted());
    }

    /** Whether nothing runs. */
    synchronized boolean isEmpty() {
        return current.isEmpty();
    }

    /** What runs under that id: a cell, its expressions, or a comm message. */
    synchronized List<Run> current(String cellId) {
        return current.values().stream()
                .filter(run -> run.cellId().equals(cellId))
                .toList();
    }

    /** What runs in that subshell. */
    synchronized List<Run> in(String subshell) {
        return current.values().stream()
                .filter(run -> run.place().subshell().equals(subshell))
                .toList();
    }

    /** The run of that number if it still runs. */
    synchronized Optional<Run> current(long number) {
        return Optional.ofNullable(current.get(number));
    }

    /** Whom a frame of this number speaks for; empty before the first run. */
    synchronized Optional<CellContext> speaker(long number) {
        Run run = cells.get(number);
        if (run == null) {
            run = anywhere.get(number);
        }
        return Optional.ofNullable(run != null ? run : latest).map(Run::context);
    }

    synchronized void gone() {
        gone = true;
        current.values().forEach(Run::gone);
    }

    private static final class Recent extends LinkedHashMap<Long, Run> {
        private static final long serialVersionUID = 1L;

        private final int kept;

        Recent(int kept) {
            super(64, 0.75f, true);
            this.kept = kept;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Run> eldest) {
            return size() > kept;
        }
    }
}
