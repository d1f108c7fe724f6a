package dev.hearth.gateway.error;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An error as a face is to show it. Immutable.
 *
 * @param code what went wrong
 * @param status the HTTP status
 * @param message one sentence for a person
 * @param reason a few words for the kind of error
 * @param instance names this one occurrence in the gateway's log; present for statuses of 500 and above
 * @param arguments what the message speaks of, by name
 */
public record Failure(
        ErrorCode code,
        int status,
        String message,
        String reason,
        Optional<String> instance,
        Map<String, String> arguments) {
    public Failure {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(reason, "reason");
        arguments = Map.copyOf(arguments);
    }
}
