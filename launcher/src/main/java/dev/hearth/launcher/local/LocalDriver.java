package dev.hearth.launcher.local;

import dev.hearth.launcher.DriverExit;
import dev.hearth.launcher.LaunchedDriver;
import dev.hearth.launcher.local.ExitReason.Circumstance;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A driver's process, and whatever it started.
 *
 * <p>Thread-safe.
 */
final class LocalDriver implements LaunchedDriver {

    /** How long processes that a driver left behind have to end by themselves. */
    private static final Duration LEFT_BEHIND_GRACE = Duration.ofSeconds(2);

    /** Until a kill is tried again for which the processes could not be found. */
    private static final Duration KILL_AGAIN = Duration.ofSeconds(1);

    private final DriverHandle handle;
    private final boolean adopted;
    private final ProcessFamily family;
    private final GraceTimer timer;
    private final long kernelKillsBefore;
    private final CompletableFuture<DriverExit> exit = new CompletableFuture<>();
    private final AtomicBoolean asked = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();

    /**
     * A driver that runs.
     *
     * @param adopted whether another process has started it: of a child of this one the system tells the end, and how
     */
    LocalDriver(DriverHandle handle, boolean adopted, ProcessTable table, GraceTimer timer) {
        this.handle = handle;
        this.adopted = adopted;
        this.family = new ProcessFamily(handle, table);
        this.timer = timer;
        this.kernelKillsBefore = KernelKills.count();
    }

    @Override
    public String handle() {
        return handle.encode();
    }

    @Override
    public long pid() {
        return handle.pid();
    }

    @Override
    public Instant startedAt() {
        return handle.startedAt();
    }

    @Override
    public Path log() {
        return handle.log();
    }

    @Override
    public CompletableFuture<DriverExit> exit() {
        return exit.copy();
    }

    @Override
    public void stop(Duration grace) {
        asked.set(true);
        if (family.terminate()) {
            timer.after(grace, this::killAll);
        }
    }

    @Override
    public void kill() {
        asked.set(true);
        killAll();
    }

    private void killAll() {
        if (!family.kill()) {
            timer.watch(KILL_AGAIN, () -> !family.kill());
        }
    }

    /** Whether the driver's own process still runs: it, not another with its pid. Where it cannot be told, it does. */
    boolean runs() {
        try {
            return family.leaderRuns();
        } catch (IOException e) {
            return true;
        }
    }

    /** Whether its end was noticed. */
    boolean hasEnded() {
        return exit.isDone();
    }

    /** Notices that an adopted driver has ended, if it has. */
    @Override
    public void look() {
        if (adopted && !ended.get() && !runs()) {
            ended(ExitCodeFile.read(handle.directory()));
        }
    }

    /** Takes note of the end of the driver's process. Only the first call counts. */
    void ended(OptionalInt code) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        Circumstance circumstance = Circumstance.NONE;
        if (asked.get()) {
            circumstance = Circumstance.ASKED_FOR;
        } else if (KernelKills.count() > kernelKillsBefore) {
            circumstance = Circumstance.KERNEL_KILLED_SOMETHING;
        }
        if (!asked.get() && family.terminate()) {
            timer.after(LEFT_BEHIND_GRACE, this::killAll);
        }
        exit.complete(ExitReason.explain(code, circumstance, LogTail.of(handle.log())));
    }
}
