package dev.hearth.gateway.client;

import java.io.IOException;

/** The gateway answered with an error. The message is the gateway's own. */
public final class RefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;

    RefusedException(int status, String message) {
        super(message + " (HTTP " + status + ")");
        this.status = status;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }
}
