package dev.hearth.driver.dispatch;

import dev.hearth.driver.output.CellOutput;
import dev.hearth.driver.output.Parent;
import dev.hearth.interpreter.CellContext;
import dev.hearth.interpreter.InputNotAllowedException;
import dev.hearth.interpreter.Interpreter;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.interpreter.OutputSink;
import dev.hearth.protocol.Language;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A cell that runs, as its interpreter and those who interrupt it see it. Thread-safe. */
final class RunningCell implements CellContext {
    private final Parent parent;
    private final long sequence;
    private final @Nullable String subshellId;
    private final String jobTag;
    private volatile boolean allowStdin;
    private final InputDesk inputs;
    private final CellOutput output;
    private final Object lock = new Object();
    private volatile boolean interrupted;
    private volatile @Nullable Language language;
    private @Nullable Interpreter interpreter; // guarded by lock
    private @Nullable Thread waiting; // guarded by lock

    RunningCell(Request request, String jobTag, CellSurroundings around) {
        this.parent = request.parent();
        this.sequence = request.envelope().sequence();
        this.subshellId = request.subshellId();
        this.jobTag = jobTag;
        this.inputs = around.inputs();
        this.output = new CellOutput(around.publisher(), parent, () -> interrupted, around.scheduler());
    }

    /** The subshell that it runs in, as clients name it; null for the main shell. */
    @Nullable
    String subshellId() {
        return subshellId;
    }

    String id() {
        return parent.id();
    }

    long sequence() {
        return sequence;
    }

    String jobTag() {
        return jobTag;
    }

    /** Notes in which language it is. */
    void speaks(Language spoken) {
        language = spoken;
    }

    /** The language that it is in; empty before that is known. */
    Optional<Language> language() {
        return Optional.ofNullable(language);
    }

    @Override
    public OutputSink output() {
        return output;
    }

    @Override
    public String input(String prompt, boolean password) throws InputNotAllowedException, InterruptedException {
        if (!allowStdin) {
            throw new InputNotAllowedException();
        }
        return inputs.ask(parent, prompt, password, () -> interrupted);
    }

    @Override
    public boolean interrupted() {
        return interrupted;
    }

    @Override
    public String requestId() {
        return parent.id();
    }

    /** Waiting on the thread of a cell. */
    @FunctionalInterface
    interface Wait<T> {
        T await() throws InterpreterException, InterruptedException;
    }

    /** Waits on the calling thread, which an interrupt of the cell interrupts. */
    <T> T interruptibly(Wait<T> wait) throws InterpreterException, InterruptedException {
        synchronized (lock) {
            if (interrupted) {
                throw new InterruptedException("the cell was interrupted");
            }
            waiting = Thread.currentThread();
        }
        try {
            return wait.await();
        } finally {
            synchronized (lock) {
                waiting = null;
            }
        }
    }

    /** Whether its client answers when it asks for input; it does not before this is said. */
    void allowStdin(boolean allowed) {
        allowStdin = allowed;
    }

    /** Notes that {@code newInterpreter} begins to run the cell; false if the cell was interrupted before. */
    boolean beginExecution(Interpreter newInterpreter) {
        synchronized (lock) {
            interpreter = newInterpreter;
            return !interrupted;
        }
    }

    /** Notes that the interpreter is done with the cell. */
    void endExecution() {
        synchronized (lock) {
            interpreter = null;
        }
    }

    /** Asks the cell to end. Returns at once. */
    void interrupt() {
        Interpreter running;
        synchronized (lock) {
            interrupted = true;
            if (waiting != null) {
                waiting.interrupt();
            }
            running = interpreter;
        }
        inputs.cancel(id());
        if (running != null) {
            running.interrupt(id());
        }
    }
}
