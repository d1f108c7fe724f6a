package dev.hearth.driver.dispatch;

import dev.hearth.driver.output.CellOutput;
import dev.hearth.driver.output.Parent;
import dev.hearth.driver.output.Publisher;
import dev.hearth.interpreter.CellContext;
import dev.hearth.interpreter.InputNotAllowedException;
import dev.hearth.interpreter.Interpreter;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.interpreter.OutputSink;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** A cell that runs, as its interpreter and those who interrupt it see it. Thread-safe. */
final class RunningCell implements CellContext {
    private final Parent parent;
    private final long sequence;
    private final String jobTag;
    private final boolean allowStdin;
    private final InputDesk inputs;
    private final CellOutput output;
    private final Object lock = new Object();
    private volatile boolean interrupted;
    private @Nullable Interpreter interpreter; // guarded by lock
    private long executingSince; // guarded by lock
    private @Nullable Thread waiting; // guarded by lock

    RunningCell(
            Request request,
            String jobTag,
            boolean allowStdin,
            InputDesk inputs,
            Publisher publisher,
            ScheduledExecutorService scheduler) {
        this.parent = request.parent();
        this.sequence = request.envelope().sequence();
        this.jobTag = jobTag;
        this.allowStdin = allowStdin;
        this.inputs = inputs;
        this.output = new CellOutput(publisher, parent, () -> interrupted, scheduler);
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

    @Override
    public OutputSink output() {
        return output;
    }

    @Override
    public String input(String prompt, boolean password) throws InputNotAllowedException, InterruptedException {
        if (!allowStdin) {
            throw new InputNotAllowedException();
        }
        if (interrupted) {
            throw new InterruptedException("the cell was interrupted");
        }
        return inputs.ask(parent, prompt, password);
    }

    @Override
    public boolean interrupted() {
        return interrupted;
    }

    @Override
    public String requestId() {
        return parent.id();
    }

    /** Waits for the cell's language on the calling thread, which an interrupt of the cell interrupts. */
    Interpreter await(LanguageHost host) throws InterpreterException, InterruptedException {
        synchronized (lock) {
            if (interrupted) {
                throw new InterruptedException("the cell was interrupted before it began");
            }
            waiting = Thread.currentThread();
        }
        try {
            return host.ready();
        } finally {
            synchronized (lock) {
                waiting = null;
            }
        }
    }

    /** Notes that {@code newInterpreter} begins to run the cell; false if the cell was interrupted before. */
    boolean beginExecution(Interpreter newInterpreter) {
        synchronized (lock) {
            interpreter = newInterpreter;
            executingSince = System.nanoTime();
            return !interrupted;
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

    /** How long the interpreter has been running the cell; 0 if it is not. */
    long executingNanos() {
        synchronized (lock) {
            return interpreter == null ? 0 : System.nanoTime() - executingSince;
        }
    }
}
