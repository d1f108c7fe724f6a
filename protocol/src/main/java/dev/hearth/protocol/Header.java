package dev.hearth.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message's header. Immutable.
 *
 * <p>Reading takes what clients really send: Enterprise Gateway 3.3's client has no {@code date} and an empty {@code
 * session}; fields that are missing or no strings read as empty. Writing gives every field of protocol 5.5.
 *
 * @param msgId {@code msg_id}: unique, made by the sender
 * @param session {@code session}: one per client, and one per process of a kernel
 * @param username {@code username}
 * @param date {@code date}: ISO 8601 in UTC with six digits of a second and {@code Z}; of others never trusted
 * @param msgType {@code msg_type}
 * @param version {@code version} of the protocol
 * @param subshellId {@code subshell_id}, or null for the main shell
 */
public record Header(
        String msgId,
        String session,
        String username,
        String date,
        String msgType,
        String version,
        @Nullable String subshellId) {
    /** The version that we announce, in headers and in {@code kernel_info_reply}. */
    public static final String PROTOCOL_VERSION = "5.5";

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /** A header of our own, with a new id and the time of {@code clock}. */
    public static Header make(String msgType, String session, String username, Clock clock) {
        return new Header(
                UUID.randomUUID().toString(),
                session,
                username,
                date(clock.instant()),
                msgType,
                PROTOCOL_VERSION,
                null);
    }

    /** A time as headers and kernel models write it: {@code 2026-11-22T15:04:05.123456Z}, always six digits. */
    public static String date(Instant time) {
        return DATE.format(time);
    }

    /**
     * Reads a header.
     *
     * @throws MalformedMessageException with reason {@code BAD_JSON} if {@code json} is not a JSON object
     */
    public static Header read(ByteBuffer json) throws MalformedMessageException {
        RawJson text = RawJson.copyOf(json);
        String[] fields = {"", "", "", "", "", "", null};
        try (JsonParser parser = Json.mapper().getFactory().createParser(text.utf8())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedMessageException(
                        MalformedMessageException.Reason.BAD_JSON, "expected a header, a JSON object");
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                int index = indexOf(name);
                JsonToken token = parser.nextToken();
                if (index >= 0 && token == JsonToken.VALUE_STRING) {
                    fields[index] = parser.getText();
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw new MalformedMessageException(
                        MalformedMessageException.Reason.BAD_JSON, "expected one header, found more behind it");
            }
        } catch (JsonProcessingException e) {
            throw MalformedMessageException.badJson(e);
        } catch (IOException e) {
            throw new MalformedMessageException(MalformedMessageException.Reason.BAD_JSON, "unreadable header");
        }
        return new Header(fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], fields[6]);
    }

    private static int indexOf(String field) {
        return switch (field) {
            case "msg_id" -> 0;
            case "session" -> 1;
            case "username" -> 2;
            case "date" -> 3;
            case "msg_type" -> 4;
            case "version" -> 5;
            case "subshell_id" -> 6;
            default -> -1;
        };
    }

    /** The header as JSON. */
    public RawJson write() {
        ObjectNode node = Json.object();
        node.put("msg_id", msgId);
        node.put("session", session);
        node.put("username", username);
        node.put("date", date);
        node.put("msg_type", msgType);
        node.put("version", version);
        if (subshellId != null) {
            node.put("subshell_id", subshellId);
        }
        return Json.write(node);
    }
}
