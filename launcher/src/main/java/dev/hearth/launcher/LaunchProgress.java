package dev.hearth.launcher;

import java.util.Objects;

/**
 * How far a driver is on its way, as the place where it runs tells it. Immutable.
 *
 * @param phase where it is
 * @param reason one sentence for a person: what it waits for; empty if there is nothing to say
 * @param detail the place's own words, perhaps long; empty if there are none
 * @param application what the place calls it, such as {@code application_1700000000000_0001}; empty if it has no name yet
 * @param page where the place shows it, an address; empty if there is none
 * @param trouble why the place cannot be asked at the moment; empty if it can
 */
public record LaunchProgress(
        Phase phase, String reason, String detail, String application, String page, String trouble) {

    /** Rising: a driver that was further is not shown as having gone back. */
    public enum Phase {
        /** It is handed over. */
        SUBMITTED,
        /** It waits for room. */
        QUEUED,
        /** It has room, and is starting. */
        STARTING,
        /** The place sees it running. */
        RUNNING
    }

    public LaunchProgress {
        Objects.requireNonNull(phase, "phase");
    }
}
