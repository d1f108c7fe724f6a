package dev.hearth.interpreter;

import dev.hearth.protocol.Language;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One language of a session.
 *
 * <p>Life cycle: {@link #start} once, then requests, then {@link #close}; after an {@link InterpreterDiedException} the owner
 * may call {@link #start} again for an empty one. Cells come one at a time on one thread, the <i>cell thread</i>. Requests
 * named in {@link #beside} may come on another thread, the <i>aside thread</i>, while a cell runs; all others come while none
 * runs. {@link #interrupt} may come on any thread at any time.
 */
public interface Interpreter extends AutoCloseable {
    /** What may be asked while a cell runs. */
    enum Request {
        COMPLETE,
        INSPECT,
        IS_COMPLETE,
        /** {@link Facility.Comms}. */
        COMM,
        /** {@link Facility.Debugger}. */
        DEBUG,
        /** {@link Facility.Values#variables}. */
        VARIABLES
    }

    /** The language spoken. Any thread. */
    Language language();

    /** What {@code kernel_info_reply} says of the language. Available before {@link #start}. Any thread. */
    LanguageInfo languageInfo();

    /** What may be asked on the aside thread while a cell runs; constant after {@link #start}. */
    Set<Request> beside();

    /**
     * Makes the interpreter ready for cells. Blocks until it is, or the thread is interrupted.
     *
     * @throws InterpreterDiedException if it could not start; the message is a sentence that says why and what to do
     */
    void start() throws InterpreterException, InterruptedException;

    /**
     * Runs one cell to its end on the calling thread and returns what became of it. Output goes to the context's sink while it
     * happens; the final value is in the result and not in the sink.
     *
     * @throws InterpreterDiedException if the interpreter went away under the cell; what the cell did until then is unknown
     * @throws InterpreterFaultException if we are at fault; the interpreter is usable for the next cell
     */
    ExecutionResult execute(Cell cell, CellContext context) throws InterpreterException;

    /**
     * Values of {@code user_expressions} after a cell that succeeded, on the cell thread. They belong to that cell: their Spark
     * jobs carry its tag, and an interrupt of it ends them.
     *
     * @return one entry for each expression; an expression that fails is an {@link ExpressionResult.Failed}
     */
    Map<String, ExpressionResult> evaluate(Map<String, String> expressions, CellContext context)
            throws InterpreterException;

    /**
     * What may stand at a place in a text.
     *
     * @param code the text, several lines as a rule
     * @param cursor the place, in Unicode code points from the start of {@code code}, 0 to its length
     */
    Completion complete(String code, int cursor) throws InterpreterException, InterruptedException;

    /**
     * What is known of the name at a place in a text.
     *
     * @param cursor in Unicode code points from the start of {@code code}
     * @param detailLevel 0 or 1; 1 asks for sources too
     */
    Inspection inspect(String code, int cursor, int detailLevel) throws InterpreterException, InterruptedException;

    /** Whether a text can run as it is or wants another line. */
    Completeness isComplete(String code) throws InterpreterException, InterruptedException;

    /**
     * Asks the running cell to end soon, if it is the one named; otherwise nothing happens. Returns at once. The interpreter
     * goes on trying, harder each time, until the cell ends. Spark jobs of the cell are cancelled by the driver, by tag.
     *
     * <p>It may come before {@link #execute} or {@link #evaluate} has made the cell known here, and comes once: whoever runs a
     * cell looks at {@link CellContext#interrupted} as soon as this would find it.
     *
     * @param cellId {@link Cell#id}
     */
    void interrupt(String cellId);

    /** A facility that not every language has, or empty. Constant after {@link #start}. Any thread. */
    <F extends Facility> Optional<F> facility(Class<F> kind);

    /** Ends the interpreter and everything it started. Twice is fine. Does not throw. */
    @Override
    void close();
}
