package dev.hearth.driver.output;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.RecordClass;

/**
 * The request that something is said for. Immutable.
 *
 * @param id its {@code msg_id}; empty if there is none
 * @param origin the client that it came from
 * @param header its header, byte for byte
 * @param silent whether it was silent
 * @param isTransient whether all that it causes is
 * @param urgent it came on the control channel: what it causes may overtake what is queued for the link
 */
public record Parent(String id, String origin, RawJson header, boolean silent, boolean isTransient, boolean urgent) {
    /** What is said without a request. */
    public static final Parent NONE = new Parent("", "", RawJson.EMPTY_OBJECT, false, false, false);

    /** The request with this envelope and header. */
    public static Parent of(Envelope envelope, RawJson header) {
        return new Parent(
                envelope.messageId(),
                envelope.origin(),
                header,
                envelope.silent(),
                envelope.recordClass() == RecordClass.TRANSIENT,
                envelope.channel() == Channel.CONTROL);
    }
}
