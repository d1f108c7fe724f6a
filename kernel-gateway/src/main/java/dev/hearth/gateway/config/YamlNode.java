package dev.hearth.gateway.config;

import java.util.List;
import java.util.Map;

/** A part of a YAML file that knows its line, 1-based. Immutable. */
sealed interface YamlNode {

    int line();

    /** What it is, for messages. */
    String kind();

    /** A single value. Quoted or not; {@code type} says what it was read as. */
    record Scalar(int line, String text, Type type) implements YamlNode {
        enum Type {
            STRING,
            NUMBER,
            BOOLEAN,
            NOTHING
        }

        @Override
        public String kind() {
            return switch (type) {
                case STRING -> "a text";
                case NUMBER -> "a number";
                case BOOLEAN -> "true or false";
                case NOTHING -> "nothing";
            };
        }
    }

    /** Keys and values, in the file's order. */
    record Mapping(int line, Map<String, Entry> entries) implements YamlNode {
        @Override
        public String kind() {
            return "keys and values";
        }
    }

    /** A key's line and its value. */
    record Entry(int line, YamlNode value) {}

    /** Several values. */
    record Sequence(int line, List<YamlNode> items) implements YamlNode {
        @Override
        public String kind() {
            return "a list";
        }
    }
}
