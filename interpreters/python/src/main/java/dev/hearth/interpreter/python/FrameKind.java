package dev.hearth.interpreter.python;

import java.util.Optional;

/** What a frame between the two processes is; {@code wire.py} has the same table. Immutable. */
enum FrameKind {
    STDOUT(1),
    STDERR(2),
    DISPLAY(3),
    UPDATE(4),
    CLEAR(5),
    BROADCAST(6),
    INPUT(7),
    DONE(8),
    COMM_SAYS(9),
    DEBUG_EVENT(10),

    HELLO(16),
    ANSWER(17),

    EXECUTE(32),
    EVALUATE(33),
    COMPLETE(34),
    INSPECT(35),
    IS_COMPLETE(36),
    INTERRUPT(37),
    INPUT_REPLY(38),
    SPARK(39),
    SHUTDOWN(40),
    COMM(41),
    SUBSHELL(42),
    VARIABLES(43),
    GIVE(44),
    TAKE(45),
    DEBUG(46),
    LIBRARY(47);

    private static final FrameKind[] BY_CODE = new FrameKind[64];

    static {
        for (FrameKind kind : values()) {
            BY_CODE[kind.code] = kind;
        }
    }

    private final byte code;

    FrameKind(int code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }

    /** Whether the body is text instead of sections. */
    boolean isText() {
        return this == STDOUT || this == STDERR;
    }

    static Optional<FrameKind> ofCode(byte code) {
        return code >= 0 && code < BY_CODE.length ? Optional.ofNullable(BY_CODE[code]) : Optional.empty();
    }
}
