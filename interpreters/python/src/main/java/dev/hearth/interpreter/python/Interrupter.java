package dev.hearth.interpreter.python;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.protocol.Json;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Interrupts runs until they end. {@link #request} is thread-safe and returns at once; the work is done by {@link #run} on a
 * thread of its own, a moment for each run in turn.
 *
 * <p>The child is asked first: it knows whether the run still runs, and whether it waits for the JVM, in which case its jobs
 * get a moment to be cancelled. A child that does not answer holds its interpreter's lock in C code; then the signal comes
 * from outside, if the run is one that a signal reaches.
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
    private final Map<Run, Attempt> wanted = new LinkedHashMap<>();

    Interrupter(Answers answers, ChildProcess process) {
        this.answers = answers;
        this.process = process;
    }

    /** The next attempt: which one it is, and when it is due by the time of {@link System#nanoTime}. */
    private record Attempt(int number, long due) {}

    /** Asked again for the same run, it goes on as it does. */
    void request(Run run) {
        synchronized (lock) {
            wanted.putIfAbsent(run, new Attempt(0, System.nanoTime()));
            lock.notifyAll();
        }
    }

    @Override
    public void run() {
        try {
            while (true) {
                Map.Entry<Run, Attempt> due = next();
                interrupt(due.getKey(), due.getValue());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until an attempt is due. */
    private Map.Entry<Run, Attempt> next() throws InterruptedException {
        synchronized (lock) {
            while (true) {
                wanted.keySet().removeIf(Run::hasEnded);
                long now = System.nanoTime();
                Optional<Map.Entry<Run, Attempt>> first = wanted.entrySet().stream()
                        .min(Comparator.comparingLong(entry -> entry.getValue().due() - now));
                if (first.isEmpty()) {
                    lock.wait();
                    continue;
                }
                long rest = first.get().getValue().due() - now;
                if (rest <= 0) {
                    return Map.entry(first.get().getKey(), first.get().getValue());
                }
                lock.wait(rest / 1_000_000 + 1);
            }
        }
    }

    private void interrupt(Run run, Attempt attempt) throws InterruptedException {
        ObjectNode question = Json.object().put("run", run.number()).put("attempt", attempt.number());
        Optional<Sections> answer = answers.ask(FrameKind.INTERRUPT, question, UNANSWERED);
        if (answer.isEmpty() && run.place().equals(Run.Place.MAIN)) {
            run.signal(process);
        }
        Duration pause = "waiting".equals(state(answer)) ? JOBS_FIRST : REPEAT;
        synchronized (lock) {
            wanted.replace(run, attempt, new Attempt(attempt.number() + 1, System.nanoTime() + pause.toNanos()));
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
