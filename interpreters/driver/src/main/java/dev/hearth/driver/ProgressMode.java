package dev.hearth.driver;

import dev.hearth.driver.log.DriverLog;
import dev.hearth.protocol.link.LaunchDescriptor;
import java.util.Locale;

/** To whom the progress of cells is told. Immutable. */
enum ProgressMode {
    /** To nobody. */
    OFF,
    /** To event streams. */
    EVENTS,
    /** To event streams, and to every client as a display that changes. */
    DISPLAY;

    /** The variable of a session's environment that says it. */
    static final String VARIABLE = "KERNEL_HEARTH_PROGRESS";

    /** What the session's environment says, or else the profile. */
    static ProgressMode of(LaunchDescriptor descriptor) {
        ProgressMode usual = descriptor.settings().progress() ? EVENTS : OFF;
        String wanted = descriptor.environment().get(VARIABLE);
        if (wanted == null || wanted.isBlank()) {
            return usual;
        }
        try {
            return valueOf(wanted.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            DriverLog.warn(VARIABLE + " is off, events or display; it is taken for "
                    + usual.name().toLowerCase(Locale.ROOT));
            return usual;
        }
    }
}
