package dev.hearth.interpreter.sql;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a session for names without being held up by it: a catalog may be far away, and locked by the cell that runs.
 *
 * <p>It asks on a thread of its own, {@code hearth-sql-names}, which lives while there is something to ask, and waits as long
 * as a request may take. An answer that comes later is there for the next request. Answers are kept for two seconds and
 * until a cell has run; an older one is used only where no new one comes in time. At most 32 questions wait; further ones
 * are not asked. Thread-safe.
 */
final class Lookups implements AutoCloseable {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int MOST_WAITING = 32;
    private static final int MOST_KEPT = 500;

    private record Answer(Object value, long at, long generation) {}

    private final ThreadPoolExecutor thread;
    private final long waitNanos;
    private final Map<String, Answer> answers = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
            return size() > MOST_KEPT;
        }
    };
    private final Map<String, Future<?>> asked = new LinkedHashMap<>();
    private long generation;

    Lookups(Duration wait) {
        this.waitNanos = wait.toNanos();
        this.thread =
                new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), work -> {
                    Thread names = new Thread(work, "hearth-sql-names");
                    names.setDaemon(true);
                    return names;
                });
        thread.allowCoreThreadTimeOut(true);
    }

    /** Answers from before are old now: a cell may have made or dropped something. */
    synchronized void cellRan() {
        generation++;
    }

    /** One request's questions; all of them together wait no longer than the settings say. */
    Request begin() {
        return new Request(System.nanoTime() + waitNanos);
    }

    /** Questions that share their time. Confined to one call. */
    final class Request {
        private final long deadline;

        private Request(long deadline) {
            this.deadline = deadline;
        }

        /**
         * The answer to {@code question}; {@code otherwise} if it fails or does not come in time and there is no older one.
         *
         * @param key the same for the same question
         */
        @SuppressWarnings("unchecked")
        <T> T ask(String key, Callable<T> question, T otherwise) {
            Answer kept = kept(key);
            if (kept != null && isFresh(kept)) {
                return (T) kept.value();
            }
            T older = kept == null ? otherwise : (T) kept.value();
            try {
                Future<?> answer = submit(key, question);
                return (T) answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return older;
            } catch (TimeoutException | RejectedExecutionException e) {
                return older;
            } catch (ExecutionException e) {
                return otherwise;
            }
        }
    }

    private synchronized @Nullable Answer kept(String key) {
        return answers.get(key);
    }

    private synchronized boolean isFresh(Answer answer) {
        return answer.generation() == generation && System.nanoTime() - answer.at() < FRESH_NANOS;
    }

    private synchronized <T> Future<?> submit(String key, Callable<T> question) {
        Future<?> already = asked.get(key);
        if (already != null) {
            return already;
        }
        long asOf = generation;
        FutureTask<T> task = new FutureTask<>(() -> {
            try {
                T value = question.call();
                keep(key, new Answer(value, System.nanoTime(), asOf));
                return value;
            } finally {
                done(key);
            }
        });
        asked.put(key, task);
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            asked.remove(key);
            throw e;
        }
        return task;
    }

    private synchronized void keep(String key, Answer answer) {
        answers.put(key, answer);
    }

    private synchronized void done(String key) {
        asked.remove(key);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
