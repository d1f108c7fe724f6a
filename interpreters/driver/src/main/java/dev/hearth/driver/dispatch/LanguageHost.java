package dev.hearth.driver.dispatch;

import dev.hearth.interpreter.Interpreter;
import dev.hearth.interpreter.InterpreterDiedException;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.interpreter.InterpreterFaultException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One language of the session and whether it can be spoken now. Thread-safe.
 *
 * <p>Whoever needs the interpreter while it is neither ready nor starting starts it on its own thread: so a dead one comes back
 * with the next cell, and one that could not start is tried again.
 */
public final class LanguageHost {
    private enum State {
        DOWN,
        STARTING,
        READY,
        CLOSED
    }

    private final Interpreter interpreter;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ReentrantLock turn = new ReentrantLock();
    private State state = State.DOWN; // guarded by lock
    private int starts; // guarded by lock

    /** A host of an interpreter that was not started. */
    public LanguageHost(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    /** The interpreter, for what may be asked before it is ready. */
    public Interpreter interpreter() {
        return interpreter;
    }

    /** Whether it is ready now. */
    public boolean isReady() {
        lock.lock();
        try {
            return state == State.READY;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The interpreter once it is ready. Blocks while it starts, on whatever thread; starts it here if nobody does.
     *
     * @throws InterpreterException if it cannot start
     */
    public Interpreter ready() throws InterpreterException, InterruptedException {
        lock.lockInterruptibly();
        try {
            while (state == State.STARTING) {
                changed.await();
            }
            if (state == State.READY) {
                return interpreter;
            }
            if (state == State.CLOSED) {
                throw new InterpreterDiedException("the driver ends");
            }
            state = State.STARTING;
            starts++;
        } finally {
            lock.unlock();
        }
        State outcome = State.DOWN;
        try {
            interpreter.start();
            outcome = State.READY;
            return interpreter;
        } catch (RuntimeException | LinkageError e) {
            throw new InterpreterFaultException(interpreter.language().wireName() + " could not start: " + e, e);
        } finally {
            become(outcome);
        }
    }

    /** How often it was started: what one cell learns of one start is no news of the next. */
    int starts() {
        lock.lock();
        try {
            return starts;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Notes that the interpreter died: the next who needs it starts it again.
     *
     * @param start which of its {@link #starts}; of an earlier one it is no news
     */
    void died(int start) {
        lock.lock();
        try {
            if (start == starts && state == State.READY) {
                state = State.DOWN;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the language's cell thread, as it were: waits until no other thread runs a cell of its main shell, or passes values.
     * Who runs a cell may take it again, and another language's too; never the other way round.
     */
    void enter() throws InterruptedException {
        turn.lockInterruptibly();
    }

    /** Gives back what {@link #enter} took. */
    void leave() {
        turn.unlock();
    }

    private void become(State next) {
        lock.lock();
        try {
            if (state != State.CLOSED) {
                state = next;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the interpreter. Twice is fine. */
    public void close() {
        become(State.CLOSED);
        interpreter.close();
    }
}
