package dev.hearth.protocol.content;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.protocol.RawJson;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Contents of replies, and of {@code input_request}. Every component is the field of its name in snake case. */
public final class Replies {
    private Replies() {}

    /** {@code execute_reply} of a cell that ran to its end. */
    public record ExecuteOk(String status, int executionCount, List<RawJson> payload, RawJson userExpressions) {
        /** With status {@code ok}. */
        public static ExecuteOk of(int executionCount, List<RawJson> payload, RawJson userExpressions) {
            return new ExecuteOk("ok", executionCount, payload, userExpressions);
        }
    }

    /**
     * Any reply with status {@code error}.
     *
     * @param executionCount in replies to execute_request only, else null
     */
    public record Failed(
            String status,
            @Nullable Integer executionCount,
            String ename,
            String evalue,
            List<String> traceback,
            @Nullable List<RawJson> payload,
            @Nullable RawJson userExpressions) {
        /** {@code execute_reply} of a cell that failed. */
        public static Failed execute(int executionCount, String ename, String evalue, List<String> traceback) {
            return new Failed("error", executionCount, ename, evalue, traceback, List.of(), RawJson.EMPTY_OBJECT);
        }

        /** Any other reply. */
        public static Failed of(String ename, String evalue) {
            return new Failed("error", null, ename, evalue, List.of(ename + ": " + evalue), null, null);
        }
    }

    /** Any reply with status {@code aborted}; the count is the one that would have been. */
    public record Aborted(String status, @Nullable Integer executionCount) {
        /** With status {@code aborted}. */
        public static Aborted of(@Nullable Integer executionCount) {
            return new Aborted("aborted", executionCount);
        }
    }

    /** A reply that says {@code ok} and nothing else. */
    public record Ok(String status) {
        /** The only value. */
        public static final Ok INSTANCE = new Ok("ok");
    }

    /** {@code hearth_cancel_reply}. {@code found}: the request that was meant, {@code running}, {@code waiting} or {@code none}. */
    public record Cancel(String status, String found) {
        /** With status {@code ok}. */
        public static Cancel of(String found) {
            return new Cancel("ok", found);
        }
    }

    /** {@code kernel_info_reply}. */
    public record KernelInfo(
            String status,
            String protocolVersion,
            String implementation,
            String implementationVersion,
            Language languageInfo,
            String banner,
            List<HelpLink> helpLinks,
            List<String> supportedFeatures) {
        /**
         * What each of Hearth's kernels has once it runs, whatever its language. Said before it runs, too: JupyterLab asks once,
         * and lets a widget wait for the cell that runs where it has not read of subshells.
         */
        public static final List<String> FEATURES = List.of("debugger", "kernel subshells");
    }

    /** {@code language_info}. */
    public record Language(
            String name,
            String version,
            String mimetype,
            String fileExtension,
            String pygmentsLexer,
            String codemirrorMode,
            String nbconvertExporter) {}

    /** An entry of {@code help_links}. */
    public record HelpLink(String text, String url) {}

    /** {@code complete_reply}; metadata holds {@code _jupyter_types_experimental} in the order of {@code matches}. */
    public record Complete(
            String status, List<String> matches, int cursorStart, int cursorEnd, CompleteMetadata metadata) {}

    /** {@code metadata} of {@code complete_reply}. */
    public record CompleteMetadata(
            @JsonProperty("_jupyter_types_experimental") @Nullable
            List<TypedMatch> types) {}

    /** One typed match. */
    public record TypedMatch(
            int start,
            int end,
            String text,
            @Nullable String type,
            @Nullable String signature) {}

    /** {@code inspect_reply}. */
    public record Inspect(String status, boolean found, RawJson data, RawJson metadata) {}

    /** {@code is_complete_reply}; {@code indent} with status {@code incomplete} only. */
    public record IsComplete(String status, @Nullable String indent) {}

    /** {@code history_reply}: rows of (session, line, input). */
    public record History(String status, List<RawJson> history) {}

    /** {@code comm_info_reply}: comm id to its target. */
    public record CommInfo(String status, Map<String, CommTarget> comms) {}

    /** One comm of {@code comm_info_reply}. */
    public record CommTarget(String targetName) {}

    /** {@code shutdown_reply}. */
    public record Shutdown(String status, boolean restart) {}

    /** {@code input_request}. */
    public record InputRequest(String prompt, boolean password) {}
}
