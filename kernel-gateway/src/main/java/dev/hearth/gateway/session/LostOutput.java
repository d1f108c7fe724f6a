package dev.hearth.gateway.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.StreamName;
import dev.hearth.protocol.content.Broadcasts;
import dev.hearth.protocol.content.Contents;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.LinkRecord;
import dev.hearth.protocol.link.RecordClass;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Marks where output is missing: a {@code stream} message on stderr. Its metadata has {@code hearth_missing}: {@code from} and
 * {@code to} (journal numbers, or for a gap in the driver's log {@code from_sequence} and {@code to_sequence}), {@code
 * records} and {@code bytes}.
 */
final class LostOutput {
    private static final String FIELD = "hearth_missing";

    private LostOutput() {}

    /** For what the driver itself no longer had. */
    static LinkRecord gap(KernelMessages messages, long first, long last) {
        ObjectNode missing = Json.object();
        missing.put("from_sequence", first).put("to_sequence", last).put("records", last - first + 1);
        String text = "[hearth] " + (last - first + 1)
                + " records of the driver were lost: it could not be reached for too long, or they are too large or damaged\n";
        return ownMark(messages, missing, text);
    }

    /** For journal numbers that were given, or may have been, and are found no more when the gateway comes back. */
    static LinkRecord journal(KernelMessages messages, long first, long last) {
        ObjectNode missing = Json.object().put("from", first).put("to", last);
        String text = "[hearth] the log of this session has lost its end, or all of it (behind number " + (first - 1)
                + "); what the driver still has of that comes again\n";
        return ownMark(messages, missing, text);
    }

    private static LinkRecord ownMark(KernelMessages messages, ObjectNode missing, String text) {
        Header header = Header.make(
                MessageType.STREAM.wireName(), messages.headerSession(), KernelMessages.USERNAME, messages.clock());
        Envelope envelope = new Envelope(
                messages.session(),
                messages.incarnation(),
                0,
                RecordClass.DURABLE,
                Channel.IOPUB,
                header.msgType(),
                header.msgId(),
                "",
                "",
                null,
                false,
                false,
                messages.clock().millis());
        return LinkRecord.of(envelope, message(header, RawJson.EMPTY_OBJECT, missing, text));
    }

    /** What is missing: so many records and bytes, from one number on. */
    record Missing(long from, long records, long bytes) {
        /** This, and what was missing before: the mark that said so is one of this one's records, and stands for its own. */
        Missing and(Missing before) {
            return new Missing(Math.min(from, before.from), records + before.records - 1, bytes + before.bytes);
        }
    }

    /** For what retention drops, up to the number {@code last}, the oldest of it {@code oldest}. */
    static LinkRecord trimmed(LinkRecord oldest, Missing what, long last, Clock clock)
            throws MalformedMessageException {
        RawMessage gone = oldest.readMessage();
        ObjectNode missing = Json.object()
                .put("from", what.from)
                .put("to", last)
                .put("records", what.records)
                .put("bytes", what.bytes);
        String session = gone.readHeader().session();
        Header header = Header.make(MessageType.STREAM.wireName(), session, KernelMessages.USERNAME, clock);
        Envelope was = oldest.envelope();
        Envelope envelope = new Envelope(
                was.session(),
                was.incarnation(),
                0,
                RecordClass.OUTPUT,
                Channel.IOPUB,
                header.msgType(),
                header.msgId(),
                was.parentId(),
                was.origin(),
                null,
                was.silent(),
                false,
                clock.millis());
        String text =
                "[hearth] " + what.records + " records of older output (" + what.bytes + " bytes) are no longer kept\n";
        return LinkRecord.of(envelope, message(header, RawJson.copyOf(gone.parentHeader()), missing, text));
    }

    /** What is missing where {@code record} stands, if it is a mark of what retention has dropped. */
    static Optional<Missing> in(LinkRecord record) throws MalformedMessageException {
        if (record.envelope().sequence() != 0
                || !record.envelope().messageType().equals(MessageType.STREAM.wireName())) {
            return Optional.empty();
        }
        JsonNode found =
                Json.read(RawJson.copyOf(record.readMessage().metadata())).path(FIELD);
        return found.isObject() && found.has("from")
                ? Optional.of(new Missing(
                        found.path("from").asLong(),
                        found.path("records").asLong(1),
                        found.path("bytes").asLong(0)))
                : Optional.empty();
    }

    private static RawMessage message(Header header, RawJson parent, ObjectNode missing, String text) {
        ObjectNode metadata = Json.object();
        metadata.set(FIELD, missing);
        RawJson content = Contents.write(new Broadcasts.Stream(StreamName.STDERR.wireName(), text));
        return RawMessage.of(Channel.IOPUB, header, parent, Json.write(metadata), content, List.of());
    }
}
