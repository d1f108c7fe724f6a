package dev.hearth.driver.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.MalformedMessageException.Reason;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import java.util.Optional;

/**
 * What a request's metadata says to the driver: <code>{"hearth": {"language": "python", "livy": true, "keep": true}}</code>. Clients that know
 * nothing of it send no such field. Immutable.
 *
 * @param language in which the text is, where its first line does not say otherwise
 * @param keep whether all rows of the last SQL result are to be kept
 * @param livy whether the answer is read in Livy's forms
 */
record Wish(Optional<Language> language, boolean livy, boolean keep) {
    private static final Wish NONE = new Wish(Optional.empty(), false, false);

    /** Nobody asks for more than an empty object. */
    private static final int EMPTY_BYTES = 2;

    static Wish of(RawMessage message) throws MalformedMessageException {
        if (message.metadata().remaining() <= EMPTY_BYTES) {
            return NONE;
        }
        JsonNode wish = Json.read(RawJson.copyOf(message.metadata())).path("hearth");
        if (!wish.isObject()) {
            return NONE;
        }
        JsonNode name = wish.path("language");
        Optional<Language> language = Language.ofWireName(name.asText(""));
        if (language.isEmpty() && !name.isMissingNode()) {
            throw new MalformedMessageException(
                    Reason.BAD_JSON, "expected scala, python or sql as metadata.hearth.language, found " + name);
        }
        return new Wish(
                language, wish.path("livy").asBoolean(false), wish.path("keep").asBoolean(false));
    }
}
