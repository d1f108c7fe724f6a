package dev.hearth.protocol.link;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MalformedMessageException;
import java.io.IOException;

/** How JSON of the link is read: fields that a later version adds are skipped. Only functions; thread-safe. */
final class LinkJson {
    private static final ObjectReader READER = Json.mapper()
            .reader()
            .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .with(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE);

    private LinkJson() {}

    /** Reads a value. The exception names no part of it, since some are secrets. */
    static <T> T read(byte[] json, Class<T> type) throws MalformedMessageException {
        T value;
        try {
            value = READER.forType(type).readValue(json);
        } catch (IOException e) {
            value = null;
        }
        if (value == null) {
            throw new MalformedMessageException(
                    MalformedMessageException.Reason.BAD_JSON, "expected a " + type.getSimpleName() + " as JSON");
        }
        return value;
    }
}
