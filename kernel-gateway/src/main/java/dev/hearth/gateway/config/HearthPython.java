package dev.hearth.gateway.config;

import dev.hearth.launcher.DriverSettings;
import java.util.LinkedHashMap;
import java.util.Map;

/** The variable {@code HEARTH_PYTHON}: the Python of local profiles that name none. Only functions. */
public final class HearthPython {

    private static final String VARIABLE = "HEARTH_PYTHON";

    private HearthPython() {}

    /** How a profile's Spark and Java are found on this machine. Of a profile on YARN the Python is one of the nodes'. */
    public static DriverSettings here(Profile profile) {
        DriverSettings settings = profile.driverSettings();
        String python = System.getenv().getOrDefault(VARIABLE, "").strip();
        return profile.yarn().isPresent() ? settings.withPython(python.isEmpty() ? null : python) : settings;
    }

    /** The configuration with that Python in its profiles. */
    public static Configuration applied(Configuration configuration) {
        String python = System.getenv().getOrDefault(VARIABLE, "").strip();
        if (python.isEmpty()) {
            return configuration;
        }
        Map<String, Profile> profiles = new LinkedHashMap<>();
        configuration
                .profiles()
                .forEach((name, profile) -> profiles.put(
                        name,
                        profile.python().isPresent() || profile.yarn().isPresent()
                                ? profile
                                : profile.withPython(python)));
        return configuration.withProfiles(profiles);
    }
}
