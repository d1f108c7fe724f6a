package dev.hearth.bridge;

/** Why the bridge cannot do its work, in one line for the kernel's log. Holds no secret. */
final class BridgeException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The command line is wrong. */
    static final int USAGE = 2;
    /** The connection file is missing or wrong, or its ports are taken. */
    static final int CONNECTION = 3;
    /** The gateway refuses what is asked. */
    static final int GATEWAY = 4;

    private final int exitCode;

    BridgeException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
