package dev.hearth.gateway.config;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.hearth.gateway.config.YamlNode.Entry;
import dev.hearth.gateway.config.YamlNode.Mapping;
import dev.hearth.gateway.config.YamlNode.Scalar;
import dev.hearth.gateway.config.YamlNode.Sequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads YAML into nodes that know their lines. Confined to its caller. */
final class YamlReader {

    private static final int MAX_DEPTH = 32;

    private final YAMLParser parser;

    private YamlReader(YAMLParser parser) {
        this.parser = parser;
    }

    /** The file's one document; no keys if it is empty. */
    static Mapping read(String text) throws ConfigurationException {
        YAMLFactory factory = YAMLFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .build())
                .build();
        try (YAMLParser parser = factory.createParser(text)) {
            if (parser.nextToken() == null) {
                return new Mapping(1, Map.of());
            }
            YamlReader reader = new YamlReader(parser);
            YamlNode root = reader.node("");
            if (parser.nextToken() != null) {
                throw reader.error("only one document is expected");
            }
            if (root instanceof Scalar scalar && scalar.text().isEmpty()) {
                return new Mapping(1, Map.of());
            }
            if (root instanceof Mapping mapping) {
                return mapping;
            }
            throw new ConfigurationException(
                    "line " + root.line() + ": expected keys and values, found " + root.kind());
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new ConfigurationException("line " + line + ": not YAML: " + firstLine(e), e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private YamlNode node(String path) throws IOException, ConfigurationException {
        if (parser.isCurrentAlias() || parser.getObjectId() != null) {
            throw error("anchors and aliases are not supported");
        }
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return mapping(path);
        }
        if (token == JsonToken.START_ARRAY) {
            return sequence(path);
        }
        return scalar(token);
    }

    private Mapping mapping(String path) throws IOException, ConfigurationException {
        int line = line();
        Map<String, Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            int keyLine = line();
            String keyPath = path.isEmpty() ? key : path + "." + key;
            Entry before = entries.get(key);
            if (before != null) {
                throw new ConfigurationException("line " + keyLine + ": the key \"" + keyPath
                        + "\" is there twice; the first is in line " + before.line());
            }
            parser.nextToken();
            entries.put(key, new Entry(keyLine, node(keyPath)));
        }
        return new Mapping(line, Collections.unmodifiableMap(entries));
    }

    private Sequence sequence(String path) throws IOException, ConfigurationException {
        int line = line();
        List<YamlNode> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == null) {
                throw new JsonParseException(parser, "the list does not end");
            }
            items.add(node(path + "[" + items.size() + "]"));
        }
        return new Sequence(line, List.copyOf(items));
    }

    private Scalar scalar(JsonToken token) throws IOException {
        Scalar.Type type =
                switch (token) {
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Scalar.Type.NUMBER;
                    case VALUE_TRUE, VALUE_FALSE -> Scalar.Type.BOOLEAN;
                    case VALUE_NULL -> Scalar.Type.NOTHING;
                    default -> Scalar.Type.STRING;
                };
        return new Scalar(line(), type == Scalar.Type.NOTHING ? "" : parser.getText(), type);
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private ConfigurationException error(String what) {
        return new ConfigurationException("line " + line() + ": " + what);
    }

    private static String firstLine(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
    }
}
