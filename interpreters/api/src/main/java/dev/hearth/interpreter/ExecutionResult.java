package dev.hearth.interpreter;

import dev.hearth.protocol.MimeBundle;
import dev.hearth.protocol.RawJson;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What became of a cell. Immutable. */
public sealed interface ExecutionResult {
    /**
     * Calls the function of the case at hand; the compiler sees that none is forgotten.
     *
     * @return what that function returned
     */
    <R> R match(
            Function<Succeeded, R> succeeded,
            Function<Failed, R> failed,
            Function<Interrupted, R> interrupted,
            Function<Aborted, R> aborted);

    /**
     * The cell ran to its end.
     *
     * @param value the final value as it is to be shown, or null if there is none
     * @param payloads {@code payload} of the reply: objects such as {@code page} and {@code set_next_input}
     * @param metadata what the reply's metadata is to say, an object
     */
    record Succeeded(@Nullable MimeBundle value, List<RawJson> payloads, RawJson metadata) implements ExecutionResult {
        public Succeeded {
            payloads = List.copyOf(payloads);
        }

        /** Nothing to show. */
        public static Succeeded nothing() {
            return new Succeeded(null, List.of(), RawJson.EMPTY_OBJECT);
        }

        /** A value to show. */
        public static Succeeded of(MimeBundle value) {
            return new Succeeded(value, List.of(), RawJson.EMPTY_OBJECT);
        }

        @Override
        public <R> R match(
                Function<Succeeded, R> succeeded,
                Function<Failed, R> failed,
                Function<Interrupted, R> interrupted,
                Function<Aborted, R> aborted) {
            return succeeded.apply(this);
        }
    }

    /**
     * The user's code failed, to compile or to run.
     *
     * @param ename the error's kind: a class name, {@code CompileError}, an error class of Spark
     * @param evalue its message; may be empty
     * @param traceback lines for a person, ANSI colours allowed; repeats name and message
     */
    record Failed(String ename, String evalue, List<String> traceback) implements ExecutionResult {
        public Failed {
            traceback = List.copyOf(traceback);
        }

        @Override
        public <R> R match(
                Function<Succeeded, R> succeeded,
                Function<Failed, R> failed,
                Function<Interrupted, R> interrupted,
                Function<Aborted, R> aborted) {
            return failed.apply(this);
        }
    }

    /**
     * The cell ended because it was interrupted.
     *
     * @param ename the kind under which the language's users know it: {@code KeyboardInterrupt} in Python
     * @param evalue a sentence, or empty
     * @param traceback lines for a person
     */
    record Interrupted(String ename, String evalue, List<String> traceback) implements ExecutionResult {
        public Interrupted {
            traceback = List.copyOf(traceback);
        }

        @Override
        public <R> R match(
                Function<Succeeded, R> succeeded,
                Function<Failed, R> failed,
                Function<Interrupted, R> interrupted,
                Function<Aborted, R> aborted) {
            return interrupted.apply(this);
        }
    }

    /**
     * The cell never began.
     *
     * @param reason a sentence
     */
    record Aborted(String reason) implements ExecutionResult {
        @Override
        public <R> R match(
                Function<Succeeded, R> succeeded,
                Function<Failed, R> failed,
                Function<Interrupted, R> interrupted,
                Function<Aborted, R> aborted) {
            return aborted.apply(this);
        }
    }
}
