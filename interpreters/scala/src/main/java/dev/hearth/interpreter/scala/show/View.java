package dev.hearth.interpreter.scala.show;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.MimeBundle;
import dev.hearth.protocol.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a value is shown as. Immutable.
 *
 * @param bodies texts by MIME type: JSON for JSON types, base64 for images but SVG
 * @param details entries of the message's metadata; {@code width} and {@code height} are those of the image
 * @param text what stands below the text of a Scala shell where there is nothing but text; may be empty
 * @param id under which it is shown; empty for none
 */
public record View(Map<String, String> bodies, Map<String, String> details, String text, String id) {
    public View {
        bodies = Collections.unmodifiableMap(new LinkedHashMap<>(bodies));
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /** One body and nothing else. */
    static View of(String mimeType, String body) {
        return new View(Map.of(mimeType, body), Map.of(), "", "");
    }

    /** Bodies and what they say of themselves. */
    public static View of(Map<String, String> bodies, Map<String, String> details, String id) {
        return new View(bodies, details, "", id);
    }

    /**
     * The view as a message has it.
     *
     * @param plain {@code text/plain} if it has no such body
     * @throws IllegalArgumentException if a body of a JSON type is not JSON
     */
    public MimeBundle bundle(String plain) {
        MimeBundle.Builder bundle = MimeBundle.builder();
        if (!bodies.containsKey(MimeBundle.TEXT_PLAIN)) {
            bundle.text(MimeBundle.TEXT_PLAIN, plain);
        }
        bodies.forEach((type, body) -> {
            if (type.equals("application/json") || type.endsWith("+json")) {
                bundle.json(type, json(type, body));
            } else {
                bundle.text(type, body);
            }
            if (type.startsWith("image/") && !details.isEmpty()) {
                ObjectNode size = Json.object();
                details.forEach((name, value) -> put(size, name, value));
                bundle.metadata(type, Json.write(size));
            }
        });
        details.forEach((name, value) -> {
            if (!isSize(name)) {
                bundle.metadata(name, Json.write(Json.object().textNode(value)));
            }
        });
        return bundle.build();
    }

    private static boolean isSize(String name) {
        return name.equals("width") || name.equals("height");
    }

    private static void put(ObjectNode size, String name, String value) {
        if (isSize(name) && value.matches("\\d{1,6}")) {
            size.put(name, Integer.parseInt(value));
        } else if (isSize(name)) {
            size.put(name, value);
        }
    }

    private static RawJson json(String type, String body) {
        byte[] utf8 = body.getBytes(StandardCharsets.UTF_8);
        try {
            return Json.write(Json.read(utf8, 0, utf8.length));
        } catch (MalformedMessageException notJson) {
            throw new IllegalArgumentException(
                    "the body of " + type + " is not JSON: " + notJson.getMessage(), notJson);
        }
    }
}
