package dev.hearth.protocol.content;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.protocol.RawJson;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Contents of requests, and of {@code input_reply}. Every component is the field of its name in snake case. */
public final class Requests {
    private Requests() {}

    /**
     * {@code execute_request}. Defaults of the protocol: not silent, stored unless silent, no expressions, input allowed,
     * stop on error.
     */
    public record Execute(
            String code,
            boolean silent,
            boolean storeHistory,
            Map<String, String> userExpressions,
            boolean allowStdin,
            boolean stopOnError) {
        /** Reads what clients send; a missing field has the protocol's default. */
        @JsonCreator
        static Execute read(
                @JsonProperty("code") @Nullable RawJson code,
                @JsonProperty("silent") @Nullable Boolean silent,
                @JsonProperty("store_history") @Nullable Boolean storeHistory,
                @JsonProperty("user_expressions") @Nullable Map<String, @Nullable String> userExpressions,
                @JsonProperty("allow_stdin") @Nullable Boolean allowStdin,
                @JsonProperty("stop_on_error") @Nullable Boolean stopOnError) {
            boolean quiet = Boolean.TRUE.equals(silent);
            return new Execute(
                    Texts.joined(code),
                    quiet,
                    !quiet && !Boolean.FALSE.equals(storeHistory),
                    expressions(userExpressions),
                    !Boolean.FALSE.equals(allowStdin),
                    !Boolean.FALSE.equals(stopOnError));
        }

        /** In the client's order; a name without an expression is none. */
        private static Map<String, String> expressions(@Nullable Map<String, @Nullable String> given) {
            Map<String, String> expressions = new LinkedHashMap<>();
            if (given != null) {
                given.forEach((name, expression) -> {
                    if (expression != null) {
                        expressions.put(name, expression);
                    }
                });
            }
            return Collections.unmodifiableMap(expressions);
        }
    }

    /** {@code hearth_cancel_request}. {@code msgId}: of the request that is to end; an empty one fits none. */
    public record Cancel(String msgId) {
        @JsonCreator
        static Cancel read(@JsonProperty("msg_id") @Nullable String msgId) {
            return new Cancel(msgId == null ? "" : msgId);
        }
    }

    /**
     * {@code hearth_result_request}. {@code msgId}: of the cell that has kept its result; {@code from}: its first row, from 0;
     * {@code size}: how many, at least 1.
     */
    public record Result(String msgId, long from, int size) {
        @JsonCreator
        static Result read(
                @JsonProperty("msg_id") @Nullable String msgId,
                @JsonProperty("from") long from,
                @JsonProperty("size") int size) {
            if (from < 0 || size < 1) {
                throw new IllegalArgumentException("expected a first row and a number of rows");
            }
            return new Result(msgId == null ? "" : msgId, from, size);
        }
    }

    /**
     * {@code hearth_add_request}. {@code what}: {@code jar}, {@code pyfile} or {@code file}; {@code uri}: a path of the driver's
     * machine, or what Spark can read.
     */
    public record Add(Addition what, String uri) {
        @JsonCreator
        static Add read(
                @JsonProperty(value = "what", required = true) Addition what,
                @JsonProperty(value = "uri", required = true) String uri) {
            if (what == null || uri == null || uri.isBlank()) {
                throw new IllegalArgumentException("expected what is to be added and from where");
            }
            return new Add(what, uri);
        }
    }

    /** What can be added to a session that lives. */
    public enum Addition {
        /** For Scala, and for what Python and SQL reach in the JVM. */
        @JsonProperty("jar")
        JAR,
        /** For Python. */
        @JsonProperty("pyfile")
        PYFILE,
        /** For whoever asks {@code SparkFiles} for it. */
        @JsonProperty("file")
        FILE
    }

    /** {@code complete_request}. {@code cursorPos}: code points from the start of {@code code}; -1 or absent means its end. */
    public record Complete(String code, int cursorPos) {
        @JsonCreator
        static Complete read(
                @JsonProperty("code") @Nullable RawJson code, @JsonProperty("cursor_pos") @Nullable Integer cursorPos) {
            String text = Texts.joined(code);
            return new Complete(text, Texts.cursor(text, cursorPos));
        }
    }

    /** {@code inspect_request}. {@code detailLevel}: 0 or 1. */
    public record Inspect(String code, int cursorPos, int detailLevel) {
        @JsonCreator
        static Inspect read(
                @JsonProperty("code") @Nullable RawJson code,
                @JsonProperty("cursor_pos") @Nullable Integer cursorPos,
                @JsonProperty("detail_level") @Nullable Integer detailLevel) {
            String text = Texts.joined(code);
            return new Inspect(text, Texts.cursor(text, cursorPos), detailLevel != null && detailLevel > 0 ? 1 : 0);
        }
    }

    /** {@code is_complete_request}. */
    public record IsComplete(String code) {
        @JsonCreator
        static IsComplete read(@JsonProperty("code") @Nullable RawJson code) {
            return new IsComplete(Texts.joined(code));
        }
    }

    /** {@code history_request}; fields that a type does not use are null. */
    public record History(
            boolean output,
            boolean raw,
            String histAccessType,
            @Nullable Integer session,
            @Nullable Integer start,
            @Nullable Integer stop,
            @Nullable Integer n,
            @Nullable String pattern,
            boolean unique) {
        public History {
            histAccessType = histAccessType == null ? "tail" : histAccessType;
        }
    }

    /** {@code comm_info_request}. */
    public record CommInfo(@Nullable String targetName) {}

    /** {@code shutdown_request}. */
    public record Shutdown(boolean restart) {}

    /** {@code interrupt_request}. */
    public record Interrupt() {}

    /** {@code input_reply}. */
    public record InputReply(String value) {
        public InputReply {
            value = value == null ? "" : value;
        }

        @Override
        public String toString() {
            return "InputReply[]";
        }
    }
}
