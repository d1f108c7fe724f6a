package dev.hearth.gateway.statement;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.session.Statement;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.content.Contents;
import dev.hearth.protocol.content.Requests;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a statement's request says. Immutable.
 *
 * @param code as it was sent
 * @param language the one that it is to run in, as far as the request tells
 */
record StatementHead(Statement statement, String code, Language language) {
    private static final Pattern SWITCH = Pattern.compile("\\s*%%(\\w+)");

    /** Reads a request; what cannot be read of it is empty. */
    static StatementHead of(Statement statement, RawMessage request, Language otherwise) {
        String code;
        JsonNode metadata;
        try {
            code = Contents.read(request, Requests.Execute.class).code();
            metadata = Json.read(RawJson.copyOf(request.metadata()));
        } catch (MalformedMessageException e) {
            return new StatementHead(statement, "", otherwise);
        }
        Matcher line = SWITCH.matcher(code);
        String named = line.lookingAt() ? line.group(1) : "";
        String wanted = metadata.path("hearth").path("language").asText("");
        Language language =
                Language.ofWireName(named).or(() -> Language.ofWireName(wanted)).orElse(otherwise);
        return new StatementHead(statement, code, language);
    }
}
