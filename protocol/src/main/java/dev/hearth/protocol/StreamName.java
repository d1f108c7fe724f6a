package dev.hearth.protocol;

/** The two streams of {@code stream} messages. Immutable. */
public enum StreamName {
    STDOUT("stdout"),
    STDERR("stderr");

    private final String wireName;

    StreamName(String wireName) {
        this.wireName = wireName;
    }

    /** {@code content.name}: {@code stdout} or {@code stderr}. */
    public String wireName() {
        return wireName;
    }
}
