package dev.hearth.gateway.session;

import java.util.Objects;

/** Where a reader begins. Immutable. */
public final class ReadFrom {
    /** The kinds of beginning. */
    enum Kind {
        NUMBER,
        CURSOR,
        LIVE
    }

    private static final ReadFrom LIVE = new ReadFrom(Kind.LIVE, 0, "");

    private final Kind kind;
    private final long number;
    private final String origin;

    private ReadFrom(Kind kind, long number, String origin) {
        this.kind = kind;
        this.number = number;
        this.origin = origin;
    }

    /** Behind the record with this journal number: {@code ?since=} and {@code Last-Event-ID}; 0 is the beginning. */
    public static ReadFrom sinceNumber(long number) {
        return new ReadFrom(Kind.NUMBER, Math.max(0, number), "");
    }

    /**
     * Behind what this {@code session_id} has confirmed, or was attached at; at the end for one that was never seen or has
     * been forgotten.
     */
    public static ReadFrom cursorOf(String sessionId) {
        return new ReadFrom(Kind.CURSOR, 0, Objects.requireNonNull(sessionId, "sessionId"));
    }

    /** At the end: only what comes from now on. */
    public static ReadFrom live() {
        return LIVE;
    }

    Kind kind() {
        return kind;
    }

    long number() {
        return number;
    }

    String origin() {
        return origin;
    }
}
