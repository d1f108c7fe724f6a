package dev.hearth.gateway.batch;

import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.session.SessionProfile;
import dev.hearth.gateway.session.SessionWish;
import dev.hearth.launcher.BatchLauncher;
import dev.hearth.launcher.BatchRequest;
import dev.hearth.launcher.DriverExit;
import dev.hearth.launcher.DriverSettings;
import dev.hearth.launcher.LaunchException;
import dev.hearth.launcher.LaunchedDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One batch. Thread-safe: its state is changed under its own lock, in the store first. */
public final class Batch {
    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

    private final BatchWorld world;
    private final BatchFiles files;
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private volatile BatchRow row;
    private final Progress progress = new Progress();
    private @Nullable LaunchedDriver process; // guarded by this
    private @Nullable NotebookRun notebook; // guarded by this
    private boolean stopped; // guarded by this: a client wants its end

    Batch(BatchWorld world, BatchRow row) {
        this.world = world;
        this.row = row;
        this.files = BatchFiles.of(world.root(), row.id());
    }

    /** Its id. */
    public UUID id() {
        return row.id();
    }

    /** What is known of it now. */
    public BatchRow row() {
        return row;
    }

    /** One sentence: what it waits for, or why nothing is known of it now, or why it ended; empty if there is nothing to say. */
    public String words() {
        BatchRow now = row;
        return now.endedAt() == null ? progress.words() : now.reason();
    }

    /**
     * Brings its log up to date, where that lies elsewhere. Returns at once.
     *
     * @return done, never exceptionally, when it is; whoever waits sets a time
     */
    public CompletableFuture<Void> refreshLog() {
        LaunchedDriver running;
        synchronized (this) {
            running = process;
        }
        return running == null ? CompletableFuture.completedFuture(null) : running.refreshLog();
    }

    /** Its log, once there is one. */
    public Optional<Path> log() {
        return Optional.of(files.log()).filter(Files::isRegularFile);
    }

    /** A notebook's copy with what its cells have shown so far; empty if it is none, or nothing was run yet. */
    public Optional<Path> executed() {
        return Optional.of(files.executed()).filter(Files::isRegularFile);
    }

    /** Done when it was removed with its files, or that failed. Never exceptionally; whoever waits sets a time. */
    public CompletableFuture<Void> whenGone() {
        return gone.copy();
    }

    /** Notes that it was removed. */
    void gone() {
        gone.complete(null);
    }

    /** Done when it runs, or never will. Never exceptionally; whoever waits sets a time. */
    public CompletableFuture<Void> whenBegun() {
        return begun.copy();
    }

    /** Begins it. May block for seconds. */
    void launch() {
        try {
            begin();
        } finally {
            begun.complete(null);
        }
    }

    private void begin() {
        synchronized (this) {
            if (stopped) {
                end(Outcome.failed("it was stopped before it began"));
                return;
            }
        }
        if (row.application().isNotebook()) {
            runNotebook();
            return;
        }
        try {
            BatchRequest request = request();
            BatchLauncher launcher = launcher();
            Optional<String> handle = launcher.handleBefore(request);
            if (handle.isPresent()) { // the next gateway finds it, wherever this one ends
                synchronized (this) {
                    save(row.launching(handle.get()));
                }
            }
            started(launcher.launch(request));
        } catch (LaunchException | IllegalArgumentException e) {
            end(Outcome.failed("it could not be started: " + e.getMessage()));
        }
    }

    private BatchLauncher launcher() throws LaunchException {
        BatchLauncher launcher = world.launchers().get(row.profile());
        if (launcher == null) {
            throw new LaunchException(
                    LaunchException.Reason.BAD_SETTING, "there is no profile \"" + row.profile() + "\" any more");
        }
        return launcher;
    }

    private BatchRequest request() throws LaunchException {
        SessionProfile profile = world.profiles().get(row.profile());
        if (profile == null) {
            throw new LaunchException(
                    LaunchException.Reason.BAD_SETTING, "there is no profile \"" + row.profile() + "\" any more");
        }
        DriverSettings settings = profile.settings();
        SessionWish wish = row.wish();
        Map<String, String> conf = wish.over(settings.sparkConf(), row.number());
        return new BatchRequest(
                row.id(),
                files.work(),
                settings.withSparkConf(conf).withMemory(wish.heap(settings.memory())),
                row.application().file(),
                row.application().className(),
                row.proxyUser(),
                row.application().arguments());
    }

    private void started(LaunchedDriver launched) {
        launched.onProgress(now -> {
            progress.told(now);
            world.executor().execute(this::follow);
        });
        synchronized (this) {
            process = launched;
            boolean runs = progress.runs() || row.state() == BatchState.RUNNING;
            BatchRow here = row.at(progress.over(row.place()));
            save(stopped ? here : runs ? here.running(launched.handle()) : here.launching(launched.handle()));
            if (stopped) {
                launched.stop(world.grace());
            }
        }
        launched.exit().thenAcceptAsync(this::exited, world.executor());
    }

    /** Takes up what is known of where it runs, also when it has just ended. It does not go back. */
    private synchronized void follow() {
        BatchRow before = row;
        BatchRow here = before.at(progress.over(before.place()));
        if (process != null && !stopped && before.state() == BatchState.STARTING && progress.runs()) {
            here = here.running(before.handle());
            LOG.info("batch {} runs as {}", before.number(), here.place().application());
        }
        if (!here.equals(before)) {
            save(here);
        }
    }

    private void exited(DriverExit exit) {
        end(Outcome.of(exit));
    }

    private void runNotebook() {
        NotebookRun run = new NotebookRun(row, files, world);
        synchronized (this) {
            notebook = run;
            save(row.running(null));
        }
        run.begin().thenAcceptAsync(this::end, world.executor());
    }

    /** Takes it up after the gateway has been away. May block shortly. */
    void recover() {
        BatchRow found = row;
        if (found.endedAt() != null) {
            return;
        }
        synchronized (this) {
            stopped = found.state() == BatchState.DELETED;
        }
        if (found.application().isNotebook()) {
            launch(); // what it had run is in its session's log, and is not run again
        } else if (found.handle() == null) {
            end(Outcome.failed("the gateway was ended while it started the application;"
                    + " whether the application ran is not known"));
        } else {
            adopt(found.handle());
        }
    }

    private void adopt(String handle) {
        try {
            BatchLauncher launcher = launcher();
            Optional<LaunchedDriver> adopted = launcher.adopt(handle);
            if (adopted.isPresent()) {
                started(adopted.get());
            } else {
                exited(launcher.ended(handle));
            }
        } catch (LaunchException e) {
            end(Outcome.failed("what became of it is not known: " + e.getMessage()));
        }
    }

    /** Ends what runs of it; it stays listed, as killed. Returns at once. */
    public void stop() {
        stop(false);
    }

    /** Takes it off the lists at once, ends what runs of it, and removes it with all its files then. */
    public void delete() {
        stop(true);
    }

    private void stop(boolean delete) {
        synchronized (this) {
            boolean live = row.endedAt() == null;
            if (delete && row.state() != BatchState.DELETED) {
                save(row.deleted());
            }
            if (live) {
                stopped = true;
                if (process != null) {
                    process.stop(world.grace());
                }
                if (notebook != null) {
                    notebook.stop();
                }
                return;
            }
        }
        if (delete) {
            world.forget().accept(this);
        }
    }

    private void end(Outcome outcome) {
        boolean deleted;
        synchronized (this) {
            if (row.endedAt() != null) {
                return;
            }
            deleted = row.state() == BatchState.DELETED;
            Instant now = world.clock().instant();
            boolean killed = stopped || outcome.killed();
            BatchState state = outcome.good() ? BatchState.SUCCESS : killed ? BatchState.KILLED : BatchState.DEAD;
            String reason = stopped && !outcome.good() ? "it was stopped by a client" : outcome.reason();
            BatchRow last = row.at(progress.over(row.place()));
            save(last.ended(deleted ? BatchState.DELETED : state, outcome.code(), reason, now));
            process = null;
            notebook = null;
            LOG.info("batch {} has ended: {} {}", row.number(), state.wireName(), reason);
        }
        if (deleted) {
            world.forget().accept(this);
        } else {
            world.ended().accept(this);
        }
    }

    /** What the store does not take now is known here as long as the gateway runs. */
    private void save(BatchRow changed) {
        row = changed;
        try {
            world.store().update(changed);
        } catch (GatewayException e) {
            LOG.error("batch {}: its state could not be stored", changed.number(), e);
        }
    }

    /** Removes its files. */
    void deleteFiles() throws IOException {
        files.delete();
    }
}
