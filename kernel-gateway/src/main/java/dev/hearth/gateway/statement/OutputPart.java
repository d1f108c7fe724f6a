package dev.hearth.gateway.statement;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/** Something that a statement has shown. Immutable, as nobody changes the trees in it. */
public sealed interface OutputPart {
    /** About as many bytes as it takes. */
    long weight();

    /**
     * Text.
     *
     * @param name {@code stdout} or {@code stderr}
     */
    record Stream(String name, String text) implements OutputPart {
        @Override
        public long weight() {
            return text.length();
        }
    }

    /**
     * A MIME bundle: a display, or the value of the statement.
     *
     * @param data JSON values by MIME type
     * @param metadata an object
     * @param displayId by which it may be replaced; empty for none
     * @param executionCount only of a value
     * @param weight about the bytes of it
     */
    record Display(JsonNode data, JsonNode metadata, String displayId, OptionalInt executionCount, long weight)
            implements OutputPart {
        /** Whether it is the statement's value. */
        public boolean isResult() {
            return executionCount.isPresent();
        }
    }

    /** Why it failed. */
    record Failure(String ename, String evalue, List<String> traceback) implements OutputPart {
        public Failure {
            Objects.requireNonNull(ename, "ename");
            Objects.requireNonNull(evalue, "evalue");
            traceback = List.copyOf(traceback);
        }

        @Override
        public long weight() {
            return ename.length()
                    + evalue.length()
                    + traceback.stream().mapToLong(String::length).sum();
        }
    }

    /**
     * Something is left out here, since all of it is more than may be shown at once.
     *
     * @param characters of text
     * @param displays so many displays
     */
    record Omitted(long characters, long displays) implements OutputPart {
        @Override
        public long weight() {
            return 0;
        }

        /** One sentence for people, with a line end in front and behind. */
        public String sentence() {
            String text = characters > 0 ? characters + " characters" : "";
            String shown = displays > 0 ? displays + (displays == 1 ? " display" : " displays") : "";
            String both = text + (text.isEmpty() || shown.isEmpty() ? "" : " and ") + shown;
            return "\n[hearth] " + both + " left out here; the statement's events have all of it\n";
        }
    }
}
