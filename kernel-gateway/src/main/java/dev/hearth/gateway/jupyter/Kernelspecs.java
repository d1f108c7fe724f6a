package dev.hearth.gateway.jupyter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.config.Profile;
import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.Language;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The kernelspecs: {@code hearth-LANGUAGE} of the default profile, {@code hearth-LANGUAGE-PROFILE} of the others. Immutable.
 */
public final class Kernelspecs {
    private final String defaultProfile;
    private final Map<String, Kernelspec> byName;
    private final UnaryOperator<String> sparkOf;

    /**
     * The kernelspecs of these profiles.
     *
     * @param profiles by name; the default one among them
     * @param sparkOf the version of a profile's Spark, or empty; must not wait
     */
    public Kernelspecs(Map<String, Profile> profiles, String defaultProfile, UnaryOperator<String> sparkOf) {
        this.defaultProfile = defaultProfile;
        this.sparkOf = sparkOf;
        Map<String, Kernelspec> specs = new LinkedHashMap<>();
        add(specs, profiles.get(defaultProfile));
        profiles.values().forEach(profile -> add(specs, profile));
        this.byName = Collections.unmodifiableMap(specs);
    }

    private void add(Map<String, Kernelspec> specs, @Nullable Profile profile) {
        if (profile == null) {
            throw new IllegalArgumentException("there is no profile " + defaultProfile);
        }
        for (Language language : profile.languages()) {
            String name = nameOf(profile.name(), language);
            specs.putIfAbsent(name, new Kernelspec(name, displayName(profile, language), profile.name(), language));
        }
    }

    private static String displayName(Profile profile, Language language) {
        String shown = profile.displayName();
        if (shown.isEmpty() && !profile.name().equals(Profile.DEFAULT_NAME)) {
            shown = profile.name();
        }
        String spoken =
                switch (language) {
                    case SCALA -> "Scala";
                    case PYTHON -> "Python";
                    case SQL -> "SQL";
                };
        return spoken + (shown.isEmpty() ? " (Hearth)" : " (Hearth, " + shown + ")");
    }

    /** The name of a kernel's kernelspec, whether that is still there or not. */
    String nameOf(String profile, Language language) {
        String name = "hearth-" + language.wireName();
        return profile.equals(defaultProfile) ? name : name + "-" + profile;
    }

    /** The one that is taken where none is named: the default profile's first language. */
    Kernelspec standard() {
        return byName.values().iterator().next();
    }

    /**
     * The kernelspec with this name in any case, or the standard one for null. {@code python3} is taken for the Python of the
     * default profile, though no list has it: jupyter_server's gateway client (2.21) asks for it whatever the notebook says. So
     * is {@code hearth-LANGUAGE-PROFILE} for the default profile, since who installs a kernel need not know which that is.
     *
     * @throws GatewayException with {@code KERNELSPEC_NOT_FOUND}, which names what there is
     */
    Kernelspec require(@Nullable String name) {
        if (name == null) {
            return standard();
        }
        Kernelspec spec = byName.get(name.toLowerCase(Locale.ROOT));
        if (spec == null && name.equals("python3")) {
            spec = byName.get(nameOf(defaultProfile, Language.PYTHON));
        }
        if (spec == null && name.toLowerCase(Locale.ROOT).endsWith("-" + defaultProfile)) {
            spec = byName.get(name.substring(0, name.length() - defaultProfile.length() - 1)
                    .toLowerCase(Locale.ROOT));
        }
        if (spec == null) {
            String shown = name.length() > 100 ? name.substring(0, 100) + "…" : name;
            String available = String.join(", ", byName.keySet());
            throw new GatewayException(
                    ErrorCode.KERNELSPEC_NOT_FOUND,
                    "there is no kernelspec \"" + shown + "\"; there are " + available,
                    Map.of("name", shown, "available", available));
        }
        return spec;
    }

    /** One of them, as Jupyter writes it. */
    ObjectNode json(Kernelspec spec) {
        return spec.json(sparkOf.apply(spec.profile()));
    }

    /** {@code default} and {@code kernelspecs}. */
    ObjectNode json() {
        ObjectNode list = Json.object();
        list.put("default", standard().name());
        ObjectNode specs = list.putObject("kernelspecs");
        byName.values().forEach(spec -> specs.set(spec.name(), json(spec)));
        return list;
    }
}
