package dev.hearth.gateway.session;

import java.util.Objects;

/**
 * One non-silent execute_request of a session, by its number. Immutable.
 *
 * @param number from 0, in the order in which they were appended
 * @param incarnation the process it was meant for
 * @param sequence the request's number in the requests log of that incarnation
 * @param requestId the request's {@code msg_id}: the parent of all it caused
 * @param origin who asked
 */
public record Statement(long number, int incarnation, long sequence, String requestId, String origin) {
    public Statement {
        Objects.requireNonNull(requestId, "requestId");
        Objects.requireNonNull(origin, "origin");
    }
}
