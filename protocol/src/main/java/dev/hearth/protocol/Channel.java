package dev.hearth.protocol;

import java.util.Optional;

/** The five channels of the messaging protocol. Immutable. */
public enum Channel {
    SHELL(0, "shell"),
    CONTROL(1, "control"),
    IOPUB(2, "iopub"),
    STDIN(3, "stdin"),
    HEARTBEAT(4, "hb");

    private static final Channel[] BY_CODE = values();

    private final int code;
    private final String wireName;

    Channel(int code, String wireName) {
        this.code = code;
        this.wireName = wireName;
    }

    /** The name in frames of both WebSocket layouts: {@code shell}, {@code control}, {@code iopub}, {@code stdin}. */
    public String wireName() {
        return wireName;
    }

    /** The channel's number in envelopes and link frames: 0 to 4, never renumbered. */
    public int code() {
        return code;
    }

    /** The channel of a number in an envelope; empty for a number that this version does not know. */
    public static Optional<Channel> ofCode(int code) {
        return code >= 0 && code < BY_CODE.length ? Optional.of(BY_CODE[code]) : Optional.empty();
    }

    /** The channel of a name in a frame; empty for an unknown name. */
    public static Optional<Channel> ofWireName(String name) {
        for (Channel channel : BY_CODE) {
            if (channel.wireName.equals(name)) {
                return Optional.of(channel);
            }
        }
        return Optional.empty();
    }
}
