package dev.hearth.gateway.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** The variable {@code HEARTH_PYTHON}: the Python of profiles that name none. Only functions. */
public final class HearthPython {

    private static final String VARIABLE = "HEARTH_PYTHON";

    private HearthPython() {}

    /** The configuration with that Python in its profiles. */
    public static Configuration applied(Configuration configuration) {
        String python = System.getenv().getOrDefault(VARIABLE, "").strip();
        if (python.isEmpty()) {
            return configuration;
        }
        Map<String, Profile> profiles = new LinkedHashMap<>();
        configuration
                .profiles()
                .forEach((name, profile) ->
                        profiles.put(name, profile.python().isPresent() ? profile : profile.withPython(python)));
        return configuration.withProfiles(profiles);
    }
}
