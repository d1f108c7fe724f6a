package dev.hearth.protocol.content;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads and writes contents. Thread-safe. */
public final class Contents {
    private static final ObjectMapper MAPPER = Json.mapper()
            .copy()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .registerModule(new SimpleModule()
                    .addSerializer(RawJson.class, new Writer())
                    .addDeserializer(RawJson.class, new Reader()));

    private Contents() {}

    /**
     * A message's content as a record.
     *
     * @throws MalformedMessageException with reason {@code BAD_JSON} if it has another shape; no value of it is in the message
     */
    public static <C> C read(RawMessage message, Class<C> type) throws MalformedMessageException {
        return read(message.contentJson(), type);
    }

    /** A content as a record. */
    public static <C> C read(RawJson content, Class<C> type) throws MalformedMessageException {
        try {
            C value = MAPPER.readValue(content.utf8(), type);
            if (value == null) {
                throw new MalformedMessageException(
                        MalformedMessageException.Reason.BAD_JSON, "expected a content, found null");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new MalformedMessageException(
                    MalformedMessageException.Reason.BAD_JSON, "expected the content of " + type.getSimpleName());
        } catch (IOException e) {
            throw new MalformedMessageException(MalformedMessageException.Reason.BAD_JSON, "unreadable content");
        }
    }

    /** A record as a content. */
    public static RawJson write(Object content) {
        try {
            return RawJson.of(MAPPER.writeValueAsBytes(content));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "not writable as JSON: " + content.getClass().getName(), e);
        }
    }

    private static final class Writer extends StdSerializer<RawJson> {
        Writer() {
            super(RawJson.class);
        }

        @Override
        public void serialize(RawJson value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeRawValue(new String(value.utf8(), StandardCharsets.UTF_8));
        }
    }

    private static final class Reader extends StdDeserializer<RawJson> {
        Reader() {
            super(RawJson.class);
        }

        @Override
        public RawJson deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return Json.write(context.readTree(parser));
        }
    }
}
