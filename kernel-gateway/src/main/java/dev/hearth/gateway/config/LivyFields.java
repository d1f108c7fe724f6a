package dev.hearth.gateway.config;

/** Which fields sessions have for Livy's clients. Immutable. */
public enum LivyFields {
    /** Those of Livy 0.9 and 1.0. */
    CURRENT,
    /** The nine of Livy 0.7, beside which its Java client takes no other. */
    NINE;

    /** The value of a text. */
    static LivyFields of(String text) {
        return switch (text) {
            case "current" -> CURRENT;
            case "0.7" -> NINE;
            default -> throw new IllegalArgumentException("expected current or 0.7");
        };
    }
}
