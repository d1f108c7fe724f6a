package dev.hearth.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a result or a display shows, in several MIME types at once.
 *
 * <p>Both parts are JSON objects keyed by MIME type, kept as text. In {@code data}, a body of {@code application/json} or
 * {@code *+json} is a JSON value, binary types are base64 strings, all others strings. Immutable.
 *
 * @param data {@code data} of {@code display_data}, {@code execute_result} and {@code inspect_reply}
 * @param metadata {@code metadata} of the same messages
 */
public record MimeBundle(RawJson data, RawJson metadata) {
    /** The MIME type that every result carries. */
    public static final String TEXT_PLAIN = "text/plain";

    /** A bundle with no type in it. */
    public static final MimeBundle EMPTY = new MimeBundle(RawJson.EMPTY_OBJECT, RawJson.EMPTY_OBJECT);

    /** A bundle of {@code text/plain} alone. */
    public static MimeBundle text(String text) {
        return builder().text(TEXT_PLAIN, text).build();
    }

    /** Starts an empty bundle. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the bodies of a bundle. Not thread-safe. */
    public static final class Builder {
        private final ObjectNode data = Json.object();
        private final ObjectNode metadata = Json.object();

        private Builder() {}

        /** Adds a text body, or a base64 one for a binary type. */
        public Builder text(String mimeType, String body) {
            data.put(mimeType, body);
            return this;
        }

        /** Adds a JSON body, for {@code application/json} and {@code *+json} types. */
        public Builder json(String mimeType, RawJson body) {
            data.set(mimeType, Json.parse(body));
            return this;
        }

        /** Sets the metadata of one type. */
        public Builder metadata(String mimeType, RawJson value) {
            metadata.set(mimeType, Json.parse(value));
            return this;
        }

        /** The bundle of what was added. */
        public MimeBundle build() {
            return new MimeBundle(Json.write(data), Json.write(metadata));
        }
    }
}
