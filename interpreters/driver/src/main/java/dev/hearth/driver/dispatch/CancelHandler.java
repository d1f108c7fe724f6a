package dev.hearth.driver.dispatch;

import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.content.Contents;
import dev.hearth.protocol.content.Replies;
import dev.hearth.protocol.content.Requests;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Serves {@code hearth_cancel_request}: one cell ends, wherever it is. One that runs is interrupted, one that waits is answered at
 * once and not when its turn would have come. Thread-safe.
 */
final class CancelHandler implements Handler {
    private final Shells shells;
    private final Interrupts interrupts;
    private final Consumer<Request> abandoned;
    private final Map<String, Request> open = new ConcurrentHashMap<>();

    /** Cells of {@code shells}; {@code abandoned} answers one that will not run. */
    CancelHandler(Shells shells, Interrupts interrupts, Consumer<Request> abandoned) {
        this.shells = shells;
        this.interrupts = interrupts;
        this.abandoned = abandoned;
    }

    /** Notes a cell that has come; before it is put into a lane. */
    void opened(Request request) {
        open.put(request.parent().id(), request);
    }

    /** Notes that it has been answered. */
    void closed(Request request) {
        open.remove(request.parent().id(), request);
    }

    /**
     * Notes that a cell can be interrupted from now on. Whoever cancels it marks it first and looks for its cell then, so that one
     * of both ends it.
     */
    void begun(Request request, RunningCell cell) {
        if (request.cancelled()) {
            interrupts.interrupt(cell);
        }
    }

    /** Answers with {@code found}: {@code running}, {@code waiting} or {@code none}. */
    @Override
    public void handle(Request request) throws MalformedMessageException {
        Request meant = open.get(request.content(Requests.Cancel.class).msgId());
        String found = meant == null ? "none" : cancel(meant);
        request.output().reply(Contents.write(Replies.Cancel.of(found)), RawJson.EMPTY_OBJECT);
    }

    private String cancel(Request meant) {
        meant.cancel();
        if (shells.laneOf(meant).remove(meant) || shells.main().remove(meant)) {
            abandoned.accept(meant);
            return "waiting";
        }
        Optional<RunningCell> cell = meant.cell();
        if (cell.isPresent() && !interrupts.interrupt(cell.get())) {
            return "none"; // it has just ended
        }
        return "running";
    }
}
