package dev.hearth.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.config.Configuration;
import dev.hearth.gateway.config.ConfigurationException;
import dev.hearth.gateway.config.ConfigurationFile;
import dev.hearth.gateway.config.HearthPython;
import dev.hearth.gateway.config.Profile;
import dev.hearth.launcher.LaunchException;
import dev.hearth.launcher.installation.Installations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a profile before a kernel runs with it. Immutable.
 *
 * @param spark the version of its Spark, or empty
 * @param shown its name as users read it; empty for the profile that is there without a configuration
 * @param known the profiles that there are, or none if that is not known
 */
record ProfileFacts(String spark, String shown, Set<String> known) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern SHOWN = Pattern.compile(".* \\(Hearth, (.{1,100})\\)");

    ProfileFacts {
        known = Collections.unmodifiableSet(new TreeSet<>(known));
    }

    /** By looking on this machine, as the gateway would. */
    static ProfileFacts here(Optional<Path> config, String name) throws ConfigurationException {
        Configuration configuration = HearthPython.applied(
                config.isPresent() ? ConfigurationFile.read(config.get()) : Configuration.defaults());
        @Nullable
        Profile profile = configuration.profiles().get(name.isEmpty() ? configuration.defaultProfile() : name);
        String spark = "";
        if (profile != null) {
            try {
                spark = new Installations(System.getenv(), PATIENCE)
                        .spark(profile.driverSettings())
                        .version();
            } catch (LaunchException e) {
                spark = ""; // the first session says what is missing
            }
        }
        String shown = profile == null || profile.displayName().isEmpty() ? name : profile.displayName();
        return new ProfileFacts(
                spark, shown, new TreeSet<>(configuration.profiles().keySet()));
    }

    /** By what a gateway says of its kernelspecs. */
    static ProfileFacts of(JsonNode kernelspecs, String name) {
        Set<String> known = new TreeSet<>();
        String spark = "";
        String shown = name;
        for (JsonNode each : kernelspecs) {
            JsonNode mark = each.at("/spec/metadata/hearth");
            known.add(mark.path("profile").asText(""));
            boolean isDefault = each.path("name").asText("").matches("hearth-[a-z]+");
            if (name.isEmpty() ? isDefault : mark.path("profile").asText("").equals(name)) {
                spark = mark.path("spark").asText("");
                shown = behindHearth(each.at("/spec/display_name").asText(""), name);
            }
        }
        known.remove("");
        return new ProfileFacts(spark, shown, known);
    }

    /** {@code big} of {@code Scala (Hearth, big)}. */
    private static String behindHearth(String displayName, String otherwise) {
        Matcher matcher = SHOWN.matcher(displayName);
        return matcher.matches() ? matcher.group(1) : otherwise;
    }
}
