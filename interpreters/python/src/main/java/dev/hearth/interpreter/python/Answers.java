package dev.hearth.interpreter.python;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.protocol.Json;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Questions on the control socket and their answers. Thread-safe. An answer that nobody waits for is dropped. */
final class Answers {
    private final FrameWriter writer;
    private final AtomicLong last = new AtomicLong();
    private final Map<Long, CompletableFuture<Sections>> waiting = new ConcurrentHashMap<>();
    private volatile boolean gone;

    Answers(FrameWriter writer) {
        this.writer = writer;
    }

    /** Asks and waits; empty if no answer came in time or the child is gone. */
    Optional<Sections> ask(FrameKind kind, ObjectNode question, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        long number = last.incrementAndGet();
        CompletableFuture<Sections> answer = new CompletableFuture<>();
        waiting.put(number, answer);
        try {
            if (gone || !writer.put(kind, number, Json.writeBytes(question), timeout)) {
                return Optional.empty();
            }
            return Optional.of(answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException | TimeoutException | CancellationException e) {
            return Optional.empty();
        } finally {
            waiting.remove(number);
        }
    }

    void answer(long number, Sections body) {
        CompletableFuture<Sections> answer = waiting.get(number);
        if (answer != null) {
            answer.complete(body);
        }
    }

    void gone() {
        gone = true;
        waiting.values().forEach(answer -> answer.cancel(false));
    }
}
