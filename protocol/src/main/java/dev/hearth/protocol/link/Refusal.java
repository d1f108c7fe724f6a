package dev.hearth.protocol.link;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.util.Objects;

/**
 * Why a gateway does not accept a driver. Immutable. On the wire an object with these names.
 *
 * @param reason for a program
 * @param message one sentence for a log
 */
public record Refusal(Reason reason, String message) {
    /** Why, and what the driver does. */
    public enum Reason {
        /** A newer incarnation has been launched: the driver ends itself. */
        SUPERSEDED,
        /** No such session here: the driver ends itself. */
        UNKNOWN_SESSION,
        /** The session was deleted or has been given up: the driver ends itself. */
        ENDED,
        /** The driver speaks no version that the gateway speaks: it ends itself. */
        VERSION,
        /** Secret or key are wrong: it ends itself. */
        DENIED,
        /** The gateway cannot say yet: try again. */
        @JsonEnumDefaultValue
        TRY_AGAIN
    }

    public Refusal {
        Objects.requireNonNull(reason, "reason");
        message = message == null ? "" : message;
    }

    /** Whether the driver should end itself. */
    public boolean isFinal() {
        return reason != Reason.TRY_AGAIN;
    }
}
