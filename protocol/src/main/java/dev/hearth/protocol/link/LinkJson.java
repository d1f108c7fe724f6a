package dev.hearth.protocol.link;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.hearth.protocol.Json;

/** How JSON of the link is read: fields that a later version adds are skipped. */
final class LinkJson {
    static final ObjectReader READER = Json.mapper()
            .reader()
            .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private LinkJson() {}
}
