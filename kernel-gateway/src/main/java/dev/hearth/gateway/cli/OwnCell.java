package dev.hearth.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A cell that was typed here: from its request to its end. Thread-safe. */
final class OwnCell {
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>(); // a question at a time, and an end
    private String request = ""; // guarded by this
    private boolean begun; // guarded by this
    private boolean replied; // guarded by this
    private boolean idle; // guarded by this
    private boolean interrupt; // guarded by this

    /**
     * What whoever typed it is to know.
     *
     * @param question what the cell asks for on its standard input, or null: it has ended
     * @param secret whether the answer is not to be shown
     */
    record Event(@Nullable String question, boolean secret) {
        static final Event END = new Event(null, false);
    }

    /** The next event; null if none came within the time. */
    @Nullable
    Event next(long millis) throws InterruptedException {
        return events.poll(millis, TimeUnit.MILLISECONDS);
    }

    synchronized void sent(String id) {
        request = id;
    }

    /** Whether a message belongs to it. */
    synchronized boolean isParent(String id) {
        return !request.isEmpty() && request.equals(id);
    }

    /** It runs now; gives whether it is to be interrupted at once. */
    synchronized boolean begin() {
        begun = true;
        return interrupt;
    }

    /** It is to be interrupted; gives whether it runs already: what waits behind others' cells must not end those. */
    synchronized boolean interrupt() {
        interrupt = true;
        return begun;
    }

    void ask(JsonNode content) {
        events.add(new Event(
                content.path("prompt").asText(""), content.path("password").asBoolean()));
    }

    synchronized void replied() {
        replied = true;
        mayEnd();
    }

    synchronized void idle() {
        idle = true;
        mayEnd();
    }

    /** It will not be heard of any more. */
    void lost() {
        events.add(Event.END);
    }

    private void mayEnd() {
        if (replied && idle) {
            events.add(Event.END);
        }
    }
}
