package dev.hearth.driver.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Owns the one Spark session of a driver, from its making to its end. Thread-safe. */
public final class SparkHost implements AutoCloseable {
    private static final int CAUSES = 20;
    private static final int MAX_REASON_CHARS = 400;

    private final SparkSettings settings;
    private final ProgressListener progress;
    private final Consumer<String> onEnd;
    private final CompletableFuture<SparkSession> ready = new CompletableFuture<>();
    private final JobTags tags;

    private final Object lock = new Object();
    private boolean begun;
    private boolean closed;
    private @Nullable String ended;

    /**
     * A host that has not started yet.
     *
     * @param progress gets Spark's events from the first job on
     * @param onEnd told once, in a sentence, when the context was stopped by anybody else than {@link #close}. Called on
     *     Spark's event thread while the stop is under way: it must not block, least of all for the cell that stops Spark.
     */
    public SparkHost(SparkSettings settings, ProgressListener progress, Consumer<String> onEnd) {
        this.settings = settings;
        this.progress = progress;
        this.onEnd = onEnd;
        this.tags = new JobTags(this::now, progress);
    }

    /**
     * Makes the session. Blocks until it is there, seconds as a rule and minutes on a cluster. Call it once.
     *
     * @throws SparkUnavailableException if Spark does not start; {@link #session()} and {@link #ready()} fail with the same
     */
    public SparkFacts start() {
        synchronized (lock) {
            if (begun) {
                throw new IllegalStateException("Spark is started once");
            }
            begun = true;
            if (closed) {
                throw new SparkUnavailableException("the driver ended before Spark started");
            }
        }
        try {
            SparkSession session = make();
            SparkFacts facts = SparkFacts.of(session);
            if (!ready.complete(session)) {
                session.stop();
                throw new SparkUnavailableException("the driver ended while Spark started");
            }
            return facts;
        } catch (SparkUnavailableException e) {
            throw e;
        } catch (Exception | Error e) {
            SparkUnavailableException reason = new SparkUnavailableException("Spark did not start: " + sentence(e), e);
            ready.completeExceptionally(reason);
            throw reason;
        }
    }

    private SparkSession make() throws IOException {
        Files.createDirectories(settings.replClasses());
        Files.createDirectories(settings.folder());
        SparkConf conf = settings.toSparkConf();
        if (conf.get("spark.sql.catalogImplementation").equals("hive")
                && System.getProperty("derby.system.home") == null) {
            // Two local drivers in one working directory would wait for each other's metastore lock.
            System.setProperty(
                    "derby.system.home",
                    settings.folder().toAbsolutePath().resolve("metastore").toString());
        }
        SparkSession session = SparkSession.builder().config(conf).getOrCreate();
        session.sparkContext().addSparkListener(progress);
        session.sparkContext().addSparkListener(new EndListener(this::contextEnded));
        return session;
    }

    /**
     * The session, for interpreters. Its {@code get} blocks until Spark is there, and puts the tag of the calling thread's
     * cell on the thread if it could not be put there before.
     *
     * <p>{@code get} throws {@link SparkUnavailableException} if Spark did not start or was stopped, and {@link
     * CancellationException}, with the thread's interrupt kept, if the thread is interrupted.
     */
    public Supplier<SparkSession> session() {
        return this::await;
    }

    private SparkSession await() {
        String end;
        synchronized (lock) {
            end = ended;
        }
        if (end != null) {
            throw new SparkUnavailableException(end);
        }
        try {
            SparkSession session = ready.get();
            tags.apply(session.sparkContext());
            return session;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            CancellationException interrupted = new CancellationException("interrupted while waiting for Spark");
            interrupted.initCause(e);
            throw interrupted;
        } catch (ExecutionException e) {
            // A new one, so that its stack is that of the cell that asked.
            throw new SparkUnavailableException(reason(e), e);
        }
    }

    /** Done when the session is there, or with {@link SparkUnavailableException}. A copy: completing it changes nothing. */
    public CompletableFuture<SparkSession> ready() {
        return ready.copy();
    }

    /** The session if it is there now. */
    public Optional<SparkSession> now() {
        return ready.isDone() && !ready.isCompletedExceptionally() ? Optional.of(ready.join()) : Optional.empty();
    }

    /** Which cell a thread's jobs belong to. */
    public JobTags tags() {
        return tags;
    }

    private void contextEnded(String reason) {
        synchronized (lock) {
            if (closed || ended != null) {
                return;
            }
            ended = reason;
        }
        onEnd.accept(reason);
    }

    /** Stops Spark if it is there. Blocks until it is stopped. Twice is fine. */
    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
        }
        if (!ready.completeExceptionally(new SparkUnavailableException("the driver ended while Spark started"))) {
            now().ifPresent(SparkSession::stop);
        }
    }

    private static String reason(ExecutionException failed) {
        Throwable cause = failed.getCause();
        String message = cause == null ? null : cause.getMessage();
        return message == null ? "Spark did not start" : message;
    }

    /** The innermost message on one line: what value Spark does not like often stands in its last. */
    private static String sentence(Throwable error) {
        Throwable at = error;
        for (int i = 0; at.getCause() != null && i < CAUSES; i++) {
            at = at.getCause();
        }
        String message = at.getMessage();
        if (message == null || message.isBlank()) {
            return at.getClass().getName();
        }
        String line = message.strip().replaceAll("\\s+", " ");
        return line.length() <= MAX_REASON_CHARS ? line : line.substring(0, MAX_REASON_CHARS) + "…";
    }
}
