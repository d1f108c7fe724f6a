package dev.hearth.interpreter.python;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.protocol.Json;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts a run until it ends. {@link #request} is thread-safe and returns at once; the work is done by {@link #run} on a
 * thread of its own.
 *
 * <p>The child is asked first: it knows whether the run still runs, and whether it waits for the JVM, in which case its jobs
 * get a moment to be cancelled. A child that does not answer holds its interpreter's lock in C code; then the signal comes
 * from outside.
 */
final class Interrupter implements Runnable {
    /** What the driver's cancelling of jobs by tag gets before a signal. */
    static final Duration JOBS_FIRST = Duration.ofMillis(300);

    /** Between two attempts. */
    static final Duration REPEAT = Duration.ofSeconds(1);

    /** After which a child counts as one that cannot answer. */
    static final Duration UNANSWERED = Duration.ofMillis(500);

    private final Answers answers;
    private final ChildProcess process;
    private final Object lock = new Object();
    private @Nullable Run wanted;

    Interrupter(Answers answers, ChildProcess process) {
        this.answers = answers;
        this.process = process;
    }

    void request(Run run) {
        synchronized (lock) {
            wanted = run;
            lock.notifyAll();
        }
    }

    @Override
    public void run() {
        try {
            while (true) {
                interruptUntilEnd(next());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Run next() throws InterruptedException {
        synchronized (lock) {
            while (wanted == null) {
                lock.wait();
            }
            Run run = wanted;
            wanted = null;
            return run;
        }
    }

    private void interruptUntilEnd(Run run) throws InterruptedException {
        Duration pause = Duration.ZERO;
        for (int attempt = 0; !run.awaitEnd(pause); attempt++) {
            ObjectNode question = Json.object().put("run", run.number()).put("attempt", attempt);
            Optional<Sections> answer = answers.ask(FrameKind.INTERRUPT, question, UNANSWERED);
            if (answer.isEmpty()) {
                run.signal(process);
            }
            pause = "waiting".equals(state(answer)) ? JOBS_FIRST : REPEAT;
        }
    }

    private static String state(Optional<Sections> answer) {
        try {
            return answer.isEmpty() ? "" : answer.get().json(0).path("state").asText();
        } catch (ProtocolViolation e) {
            return "";
        }
    }
}
