package dev.hearth.interpreter.python;

import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.CellContext;
import java.util.LinkedHashMap;
import java.util.Map;

/** The latest cell of all, and that of each context, the last {@value #KEPT} of them. Thread-safe. */
final class LastCells {
    private static final int KEPT = 64;

    private final Map<CellContext, LastCell> byContext = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<CellContext, LastCell> eldest) {
            return size() > KEPT;
        }
    };
    private LastCell last = LastCell.NONE;

    synchronized LastCell begin(Cell cell, CellContext context) {
        last = LastCell.of(cell, context);
        byContext.remove(context);
        byContext.put(context, last);
        return last;
    }

    synchronized LastCell last() {
        return last;
    }

    /** The cell of that context, or else the latest one. */
    synchronized LastCell of(CellContext context) {
        return byContext.getOrDefault(context, last);
    }
}
