package dev.hearth.protocol.link;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;

/**
 * How a gateway accepts a driver. Immutable. On the wire an object with these names.
 *
 * @param version the version of the link to be spoken, within the hello's range
 * @param gateway the gateway's instance id
 * @param epoch the gateway's epoch; a driver obeys only the highest it has seen
 * @param outputLast the newest sequence of the driver's output that has been appended without a hole: go on behind it
 * @param requestsFirst the oldest sequence of the requests log that the gateway still has
 * @param requestsLast the newest sequence of the requests log
 * @param maxRecordBytes the largest record that the gateway takes; a larger one is to be left out, with a gap in its place; 0,
 *     and not on the wire, if it does not say
 */
public record Welcome(
        int version,
        String gateway,
        long epoch,
        long outputLast,
        long requestsFirst,
        long requestsLast,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) long maxRecordBytes) {
    public Welcome {
        Objects.requireNonNull(gateway, "gateway");
        if (maxRecordBytes < 0) {
            throw new IllegalArgumentException("a welcome with negative numbers");
        }
    }
}
