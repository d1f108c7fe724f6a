package dev.hearth.gateway.batch;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.session.SessionProfile;
import dev.hearth.gateway.session.Sessions;
import dev.hearth.launcher.BatchLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All batches of this gateway. Thread-safe.
 *
 * <p>Owns the threads {@code hearth-batch-n} and {@code hearth-batch-launch-n}, whose queue holds at most a few tasks a batch, and batches are bounded. Applications
 * go on when the gateway ends; the next start finds them.
 */
public final class Batches implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Batches.class);
    private static final int THREADS = 2;

    /** At the same time: a cluster may take minutes for one, and others are not to wait for it. */
    private static final int LAUNCHES = 4;

    private static final int MOST_ENDED = 1000;
    private static final Duration CLOSING = Duration.ofSeconds(5);

    /**
     * What batches are made with. Immutable.
     *
     * @param root the folder with one folder a batch
     * @param launchers start applications, by the profile's name; there is one for each
     * @param profiles by name
     * @param sessions on which notebooks run
     * @param most so many live ones
     * @param kept how long one that has ended is kept, with its log; of more than a thousand the oldest go earlier
     * @param grace how long an application that is stopped has to end by itself
     */
    public record Setup(
            Path root,
            BatchStore store,
            Map<String, BatchLauncher> launchers,
            Map<String, SessionProfile> profiles,
            Sessions sessions,
            int most,
            Duration kept,
            Duration grace,
            Clock clock) {
        public Setup {
            launchers = Map.copyOf(launchers);
            profiles = Map.copyOf(profiles);
        }
    }

    private final Setup setup;
    private final BatchWorld world;
    private final ThreadPoolExecutor workers;
    private final ThreadPoolExecutor launches;
    private final ConcurrentHashMap<UUID, Batch> byId = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<Integer, Batch> byNumber = new ConcurrentSkipListMap<>();
    private volatile boolean closed;

    /** No batches yet: {@link #recover} finds those of before. */
    public Batches(Setup setup) {
        this.setup = setup;
        workers = threads("hearth-batch-", THREADS);
        launches = threads("hearth-batch-launch-", LAUNCHES);
        world = new BatchWorld(
                setup.root(),
                setup.store(),
                setup.launchers(),
                setup.profiles(),
                setup.sessions(),
                setup.grace(),
                setup.clock(),
                this::onWorker,
                this::ended,
                batch -> onWorker(() -> forget(batch)));
    }

    private static ThreadPoolExecutor threads(String name, int most) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor made =
                new ThreadPoolExecutor(most, most, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, name + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        made.allowCoreThreadTimeOut(true);
        return made;
    }

    private void onWorker(Runnable task) {
        on(workers, task);
    }

    private static void on(ThreadPoolExecutor threads, Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("the gateway is stopping: the next one goes on with it", e);
        }
    }

    /** Takes up the batches of before. Call it once, when sessions are recovered and before anything is served. */
    public void recover() {
        for (BatchRow row : setup.store().all()) {
            Batch batch = register(row);
            onWorker(() -> {
                batch.recover();
                if (batch.row().endedAt() != null && isShown(batch)) {
                    ended(batch);
                } else if (batch.row().endedAt() != null) {
                    forget(batch); // the gateway before did not come so far
                }
            });
        }
    }

    private Batch register(BatchRow row) {
        Batch batch = new Batch(world, row);
        byId.put(row.id(), batch);
        byNumber.put(row.number(), batch);
        return batch;
    }

    /**
     * Where files for a batch of this id can be put, before it is created. Nobody else can read it.
     *
     * @throws IOException if it cannot be made
     */
    public Path uploads(UUID id) throws IOException {
        return BatchFiles.of(setup.root(), id).uploads();
    }

    /** Removes what was put there for a batch that was not created. */
    public void discard(UUID id) {
        if (byId.containsKey(id)) {
            return;
        }
        try {
            BatchFiles.of(setup.root(), id).delete();
        } catch (IOException e) {
            LOG.warn("what was sent for a batch that was refused cannot be removed: {}", e.toString());
        }
    }

    /**
     * Creates a batch and has it begun. Returns at once.
     *
     * @throws GatewayException with {@code TOO_MANY_SESSIONS}, {@code NOT_SERVING}, {@code ID_TAKEN}, {@code PROFILE_NOT_FOUND},
     *     {@code STORE_FAILED}; nothing was begun then
     */
    public Batch create(NewBatch wanted) {
        Batch batch;
        synchronized (this) { // counted and added at once
            if (closed) {
                throw new GatewayException(ErrorCode.NOT_SERVING, "the gateway is stopping");
            }
            if (!setup.profiles().containsKey(wanted.profile())) {
                throw new GatewayException(
                        ErrorCode.PROFILE_NOT_FOUND, "there is no profile \"" + wanted.profile() + "\"");
            }
            long live = byNumber.values().stream()
                    .filter(each -> each.row().endedAt() == null)
                    .count();
            if (live >= setup.most()) {
                throw new GatewayException(
                        ErrorCode.TOO_MANY_SESSIONS,
                        "there are " + live + " live batches, the gateway's limit (limits.batches)",
                        Map.of("bound", Integer.toString(setup.most())));
            }
            batch = register(setup.store()
                    .insert(new BatchRow(
                            wanted.id(),
                            0,
                            wanted.owner(),
                            wanted.proxyUser(),
                            wanted.profile(),
                            wanted.application(),
                            wanted.wish(),
                            setup.clock().instant(),
                            null,
                            Place.NONE,
                            BatchState.STARTING,
                            null,
                            "",
                            null)));
        }
        on(launches, batch::launch);
        return batch;
    }

    /** A batch that was not deleted. */
    public Optional<Batch> find(UUID id) {
        return Optional.ofNullable(byId.get(id)).filter(Batches::isShown);
    }

    /** A batch that was not deleted, by its number. */
    public Optional<Batch> find(int number) {
        return Optional.ofNullable(byNumber.get(number)).filter(Batches::isShown);
    }

    /** All that were not deleted, of all owners, in order of their numbers. */
    public List<Batch> list() {
        return byNumber.values().stream().filter(Batches::isShown).toList();
    }

    private static boolean isShown(Batch batch) {
        return batch.row().state() != BatchState.DELETED;
    }

    /** How many are still to end. */
    public long live() {
        return byNumber.values().stream()
                .filter(each -> each.row().endedAt() == null)
                .count();
    }

    /** What time it is. */
    public Clock clock() {
        return setup.clock();
    }

    private void ended(Batch batch) {
        Instant end = batch.row().endedAt();
        if (end == null) {
            return;
        }
        Duration left = Duration.between(setup.clock().instant(), end.plus(setup.kept()));
        CompletableFuture.delayedExecutor(Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS, this::onWorker)
                .execute(() -> forget(batch));
        List<Batch> all = byNumber.values().stream()
                .filter(each -> each.row().endedAt() != null)
                .toList();
        all.stream().limit(Math.max(0, all.size() - MOST_ENDED)).forEach(oldest -> onWorker(() -> forget(oldest)));
    }

    /** Removes a batch with all its files. */
    private void forget(Batch batch) {
        try {
            batch.deleteFiles();
            setup.store().remove(batch.id());
            byId.remove(batch.id());
            byNumber.remove(batch.row().number());
        } catch (IOException | GatewayException e) {
            LOG.warn("batch {}: its files could not be removed", batch.row().number(), e);
        } finally {
            batch.gone();
        }
    }

    /** Lets go of threads. Applications go on running; the next start finds them. Twice is harmless. */
    @Override
    public void close() {
        closed = true;
        launches.shutdown();
        try {
            long until = System.nanoTime() + CLOSING.toNanos();
            launches.awaitTermination(CLOSING.toNanos(), TimeUnit.NANOSECONDS);
            workers.shutdown(); // what was launched is noted there
            workers.awaitTermination(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            workers.shutdown();
            Thread.currentThread().interrupt();
        }
    }

    /** Removes folders that no batch has: of uploads whose batch was never created. Call it behind {@link #recover}. */
    public void sweep() {
        if (!Files.isDirectory(setup.root())) {
            return;
        }
        try (var folders = Files.newDirectoryStream(setup.root())) {
            for (Path folder : folders) {
                if (byId.keySet().stream().noneMatch(id -> id.toString()
                        .equals(folder.getFileName().toString()))) {
                    new BatchFiles(folder).delete();
                }
            }
        } catch (IOException e) {
            LOG.warn("leftovers of batches cannot be removed: {}", e.toString());
        }
    }
}
