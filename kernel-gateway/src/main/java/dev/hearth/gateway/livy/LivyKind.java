package dev.hearth.gateway.livy;

import dev.hearth.protocol.Language;
import java.util.Optional;

/** What Livy calls a language, and {@code shared}, which speaks all of them. Immutable. */
enum LivyKind {
    SPARK("spark", Language.SCALA),
    PYSPARK("pyspark", Language.PYTHON),
    SQL("sql", Language.SQL),
    SHARED("shared", Language.SCALA);

    private final String wireName;
    private final Language language;

    LivyKind(String wireName, Language language) {
        this.wireName = wireName;
        this.language = language;
    }

    String wireName() {
        return wireName;
    }

    /** Spoken where a statement does not say otherwise. */
    Language language() {
        return language;
    }

    /** The kind with a name, aliases included; names are case-sensitive. */
    static Optional<LivyKind> named(String name) {
        return switch (name) {
            case "spark", "scala" -> Optional.of(SPARK);
            case "pyspark", "python" -> Optional.of(PYSPARK);
            case "sql" -> Optional.of(SQL);
            case "shared" -> Optional.of(SHARED);
            default -> Optional.empty();
        };
    }

    /** The kind of a session that another face began. */
    static LivyKind of(Language language) {
        return switch (language) {
            case SCALA -> SPARK;
            case PYTHON -> PYSPARK;
            case SQL -> SQL;
        };
    }
}
