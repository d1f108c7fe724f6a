package dev.hearth.launcher;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a driver ended.
 *
 * <p>Immutable.
 *
 * @param code the exit code; absent for an adopted driver, whose code only its former parent could learn. A process
 *     that a signal ended has 128 and the signal's number.
 * @param signal the signal's name, such as {@code SIGKILL}, if the code says that one ended it
 * @param reason one sentence for a person: the code or signal, and what the end of the log says if it is recognised
 * @param logTail the last lines of the log, at most 50 and at most 16 KiB in all, oldest first
 * @param killed whether the place where it ran says that somebody ended it, by whatever way; false where that is not told
 */
public record DriverExit(
        OptionalInt code, Optional<String> signal, String reason, List<String> logTail, boolean killed) {
    public DriverExit {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(signal, "signal");
        Objects.requireNonNull(reason, "reason");
        logTail = List.copyOf(logTail);
    }

    /** One of which no place says that it was killed. */
    public DriverExit(OptionalInt code, Optional<String> signal, String reason, List<String> logTail) {
        this(code, signal, reason, logTail, false);
    }
}
