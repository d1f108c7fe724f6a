package dev.hearth.bridge;

import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.RawMessage;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells in the first cell that waits what it waits for while there is no driver: one line that changes, and is gone when the cell begins. A cell that
 * begins soon is told nothing. Clients want busy before all else, so the cell is busy from its first line on, and the driver's own
 * busy is left out.
 *
 * <p>Confined to the sockets' thread.
 */
final class StartNotice {
    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);
    private static final long NEXT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long RESTING_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final int MOST = 1000;

    private final OwnMessages own;
    private final Consumer<RawMessage> publish;
    private final Map<String, Cell> cells = new LinkedHashMap<>(); // by the request's id

    private static final class Cell {
        private final ByteBuffer parent;
        private final long since;
        private long next;
        private boolean told;
        private boolean shown;

        Cell(ByteBuffer parent, long now) {
            this.parent = parent;
            this.since = now;
            this.next = now + FIRST_NANOS;
        }
    }

    StartNotice(OwnMessages own, Consumer<RawMessage> publish) {
        this.own = own;
        this.publish = publish;
    }

    /** A cell was sent, and has not begun. */
    void sent(String id, ByteBuffer header, long now) {
        if (cells.size() < MOST) {
            cells.put(id, new Cell(header, now));
        }
    }

    /** Something of the cell comes from the driver: true if it was told something, and is busy already. */
    boolean begun(String id) {
        Cell cell = cells.isEmpty() ? null : cells.remove(id);
        if (cell == null) {
            return false;
        }
        hide(cell);
        return cell.told;
    }

    private void hide(Cell cell) {
        if (cell.shown) {
            cell.shown = false;
            publish.accept(own.broadcast("clear_output", cell.parent, "{\"wait\":false}"));
        }
    }

    /** When {@link #tell} is to be called; null if no cell waits. */
    @Nullable
    Long due() {
        return cells.isEmpty() ? null : cells.values().iterator().next().next;
    }

    /** What cells wait for may have changed: the first one is due soon. */
    void look(long now) {
        if (!cells.isEmpty()) {
            Cell first = cells.values().iterator().next();
            first.next = first.next - now > FIRST_NANOS ? now + FIRST_NANOS : first.next;
        }
    }

    /** Tells the first cell what it waits for, if that is due; an empty text: for nothing but what runs. */
    void tell(long now, String text) {
        if (cells.isEmpty()) {
            return;
        }
        Map.Entry<String, Cell> first = cells.entrySet().iterator().next();
        Cell cell = first.getValue();
        if (now - cell.next < 0) {
            return;
        }
        if (text.isEmpty()) {
            cell.next = now + RESTING_NANOS;
            hide(cell);
        } else {
            cell.next = now + NEXT_NANOS;
            show(first.getKey(), cell, text + " (" + TimeUnit.NANOSECONDS.toSeconds(now - cell.since) + " s)");
        }
    }

    private void show(String id, Cell cell, String line) {
        if (!cell.told) {
            cell.told = true;
            publish.accept(own.status(ExecutionState.BUSY, cell.parent));
        }
        publish.accept(own.broadcast(
                cell.shown ? "update_display_data" : "display_data",
                cell.parent,
                "{\"data\":{\"text/plain\":" + FlatJson.quote(line) + "},\"metadata\":{},\"transient\":{\"display_id\":"
                        + FlatJson.quote("hearth-start-" + id) + "}}"));
        cell.shown = true;
    }
}
