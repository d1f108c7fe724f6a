package dev.hearth.gateway.config;

/** To whom the progress of cells is told. Immutable. */
public enum Progress {
    /** To nobody. */
    OFF,
    /** To event streams. */
    EVENTS,
    /** To event streams, and to every client as a display that changes. */
    DISPLAY;

    /** The variable by which a session asks for another than its profile's. */
    public static final String VARIABLE = "KERNEL_HEARTH_PROGRESS";

    /** The value of a text; {@code true} and {@code false} are what {@code events} and {@code off} were called. */
    static Progress of(String text) {
        return switch (text) {
            case "off", "false" -> OFF;
            case "events", "true" -> EVENTS;
            case "display" -> DISPLAY;
            default -> throw new IllegalArgumentException("expected one of off, events, display");
        };
    }
}
