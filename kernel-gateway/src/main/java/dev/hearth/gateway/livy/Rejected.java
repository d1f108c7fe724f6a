package dev.hearth.gateway.livy;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;

/** What Livy says of a session or batch that it will not begin. Only functions; thread-safe. */
final class Rejected {
    private Rejected() {}

    /** Status 400 with the reason in Livy's sentence. */
    static GatewayException because(String reason) {
        return new GatewayException(ErrorCode.BAD_REQUEST, "Rejected, Reason: " + reason);
    }
}
