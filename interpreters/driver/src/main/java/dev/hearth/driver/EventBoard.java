package dev.hearth.driver;

import dev.hearth.driver.log.DriverLog;
import dev.hearth.driver.output.Parent;
import dev.hearth.driver.output.Publisher;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What every gateway is to know of the driver: phases of its start, facts, its end. Told as events, and again to a gateway that has
 * not heard them. Thread-safe.
 */
final class EventBoard {
    private static final int MOST = 32;
    private static final String TROUBLE = "hearth_trouble";

    private final Instant started =
            ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
    private final Publisher publisher;
    private final List<Note> notes = new ArrayList<>(); // guarded by this

    EventBoard(Publisher publisher) {
        this.publisher = publisher;
    }

    private static final class Note {
        final String type;
        final RawJson content;
        boolean told;

        Note(String type, RawJson content) {
            this.type = type;
            this.content = content;
        }
    }

    /** {@code hearth_phase}: something is ready. */
    void phase(String name) {
        long millis = Duration.between(started, Instant.now()).toMillis();
        DriverLog.info(name + " is ready after " + millis + " ms");
        say("hearth_phase", Json.write(Json.object().put("phase", name).put("millis_since_start", millis)));
    }

    /** Any event that stays true. */
    synchronized void say(String type, RawJson content) {
        if (notes.size() < MOST) {
            Note note = new Note(type, content);
            notes.add(note);
            note.told = publisher.event(Parent.NONE, type, content);
        }
    }

    /** {@code hearth_trouble}: what the driver cannot do at the moment, in a sentence; empty if all is well again. */
    synchronized void trouble(String sentence) {
        notes.removeIf(note -> note.type.equals(TROUBLE));
        say(TROUBLE, Json.write(Json.object().put("reason", sentence)));
    }

    /**
     * Notes what whoever listens from now on has not heard: nothing yet, or, if the same listened before, perhaps not the latest
     * trouble, which may have been under way when the link broke.
     */
    synchronized void newLink(boolean toldBefore) {
        notes.forEach(note -> note.told &= toldBefore && !note.type.equals(TROUBLE));
    }

    /** Tells what has not been heard. */
    synchronized void tell() {
        for (Note note : notes) {
            if (!note.told) {
                note.told = publisher.event(Parent.NONE, note.type, note.content);
            }
        }
    }
}
