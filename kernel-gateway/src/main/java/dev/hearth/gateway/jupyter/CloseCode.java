package dev.hearth.gateway.jupyter;

import dev.hearth.gateway.session.Attachment.Reason;

/**
 * Why WebSockets are closed, as numbers. JupyterLab and its kin come back after every code but 1000 and 1001. Only functions.
 */
final class CloseCode {
    /** Done; do not come back. */
    static final int NORMAL = 1000;
    /** Bytes that are no messages. */
    static final int BAD_PAYLOAD = 1007;
    /** A message beyond the bound. */
    static final int TOO_LARGE = 1009;
    /** Our fault. */
    static final int SERVER_ERROR = 1011;
    /** The gateway is restarted: come back. */
    static final int RESTART = 1012;
    /** Not now: come back later. */
    static final int TRY_LATER = 1013;

    private CloseCode() {}

    static int of(Reason reason) {
        return switch (reason) {
            case STALE, DEAD, DELETED -> NORMAL;
            case GATEWAY_STOPS -> RESTART;
        };
    }

    static String sentence(Reason reason) {
        return switch (reason) {
            case STALE -> "the same session_id has connected again";
            case DEAD -> "the kernel is dead";
            case DELETED -> "the kernel was deleted";
            case GATEWAY_STOPS -> "the gateway stops";
        };
    }
}
