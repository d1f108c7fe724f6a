package dev.hearth.gateway.config;

/**
 * Bounds of one profile, within those of the gateway. Immutable.
 *
 * @param sessions the most sessions of this profile that are not dead
 * @param shellQueue the most requests of one session that wait for the shell
 */
public record ProfileLimits(int sessions, int shellQueue) {

    private static final int MANY = 1_000_000;

    public ProfileLimits {
        Ranges.require("sessions", sessions, 1, MANY);
        Ranges.require("shell-queue", shellQueue, 1, MANY);
    }

    /** No bounds of its own. */
    public static ProfileLimits defaults() {
        return new ProfileLimits(MANY, MANY);
    }
}
