package dev.hearth.protocol;

/** What this release of Hearth is called, at both ends of a link. Only constants. */
public final class Release {
    /** Hearth's version. */
    public static final String VERSION = "0.1.0";

    private Release() {}
}
