package dev.hearth.gateway.session;

import dev.hearth.launcher.DriverSettings;
import dev.hearth.launcher.Launcher;
import dev.hearth.protocol.link.LaunchDescriptor;
import java.util.Objects;

/**
 * What a profile of the configuration gives to a launch. Immutable. The environment of a request is added to that of
 * {@code settings}; the Spark conf of {@code settings} goes into the launch descriptor as well.
 *
 * @param name the profile's name
 * @param launcher where its drivers run
 * @param local whether those drivers run on the gateway's machine, and end with an orderly stop of the gateway
 * @param settings how a driver runs
 * @param driver limits and time-outs of the driver itself
 * @param sessions the most live sessions of this profile; further ones are refused
 */
public record SessionProfile(
        String name,
        Launcher launcher,
        boolean local,
        DriverSettings settings,
        LaunchDescriptor.Settings driver,
        int sessions) {
    /** The variable of a session's environment that names another Python than the profile's. The launcher may refuse it. */
    public static final String PYTHON = "KERNEL_HEARTH_PYTHON";

    public SessionProfile {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(launcher, "launcher");
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(driver, "driver");
        if (sessions < 1) {
            throw new IllegalArgumentException("a profile has room for at least one session");
        }
    }
}
