package dev.hearth.protocol;

import java.util.Locale;
import java.util.Optional;

/** A language of a session's cells. Kernelspecs and Livy's kinds map to it. Immutable. */
public enum Language {
    SCALA,
    PYTHON,
    SQL;

    /** Lower-case name as configuration, kernelspecs and {@code %%} switches write it: {@code scala}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The language of a name in any case; empty for an unknown one. */
    public static Optional<Language> ofWireName(String name) {
        for (Language language : values()) {
            if (language.wireName().equalsIgnoreCase(name)) {
                return Optional.of(language);
            }
        }
        return Optional.empty();
    }
}
