package dev.hearth.yarn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.launcher.DriverExit;
import dev.hearth.launcher.LaunchProgress;
import dev.hearth.launcher.LaunchProgress.Phase;
import dev.hearth.launcher.LaunchedDriver;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One application of the cluster. Thread-safe. What YARN says comes on the watch's thread. */
final class YarnApplication implements LaunchedDriver {
    private static final Logger LOG = LoggerFactory.getLogger(YarnApplication.class);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration AGAIN = Duration.ofSeconds(2);

    /** Until an application that YARN does not know is given up: it may be on its way there. */
    private static final Duration MISSING = Duration.ofSeconds(90);

    private static final List<String> OVER = List.of("FINISHED", "FAILED", "KILLED");

    private final YarnHandle handle;
    private final Submitter submitter;
    private final Watch watch;
    private final YarnLog log;
    private final CompletableFuture<DriverExit> exit = new CompletableFuture<>();
    private final List<Consumer<LaunchProgress>> told = new CopyOnWriteArrayList<>();
    private final AtomicBoolean killing = new AtomicBoolean();
    private final Refresh output;
    private volatile LaunchProgress progress = new LaunchProgress(Phase.SUBMITTED, "", "", "", "", "");
    private volatile boolean asked;
    private volatile boolean over;
    private volatile String application = "";
    private volatile String user;
    private volatile long missingSince;
    private volatile String gaveUp = "";
    private final Duration patience;
    private final long beganNanos = System.nanoTime();

    /**
     * One that is about to exist, or was found.
     *
     * @param patience how long it may wait for room, from now
     */
    YarnApplication(YarnHandle handle, Submitter submitter, Watch watch, Duration patience) {
        this.patience = patience;
        this.handle = handle;
        this.submitter = submitter;
        this.watch = watch;
        this.log = new YarnLog(handle.log());
        this.output = new Refresh(watch);
        this.user = handle.user() == null ? "" : handle.user();
    }

    String tag() {
        return handle.tag();
    }

    boolean hasEnded() {
        return over;
    }

    /** Whether news is to be expected soon. */
    boolean isRestless() {
        return asked || progress.phase() != Phase.RUNNING;
    }

    @Override
    public String handle() {
        return handle.encode();
    }

    @Override
    public long pid() {
        return 0;
    }

    @Override
    public Instant startedAt() {
        return handle.startedAt();
    }

    @Override
    public CompletableFuture<DriverExit> exit() {
        return exit.copy();
    }

    @Override
    public Path log() {
        return handle.log();
    }

    @Override
    public void look() {
        watch.look();
    }

    @Override
    public void onProgress(Consumer<LaunchProgress> listener) {
        told.add(listener);
        listener.accept(progress);
    }

    /**
     * A driver that runs has been asked over its link, or is about to end by itself; YARN itself would give it a quarter of a
     * second. A batch has no link.
     */
    @Override
    public void stop(Duration grace) {
        asked = true;
        if (progress.phase() == Phase.RUNNING && !handle.isBatch()) {
            watch.later(grace, this::kill);
            watch.look();
        } else {
            kill();
        }
    }

    @Override
    public void kill() {
        asked = true;
        if (over || !killing.compareAndSet(false, true)) {
            return;
        }
        if (application.isEmpty()) {
            killing.set(false); // it is killed when YARN shows it
            watch.look();
            return;
        }
        ObjectNode request = Submitter.request("kill")
                .put("app", application)
                .put("user", user)
                .put("reason", "stopped by Hearth");
        submitter.ask(request, ANSWER).whenComplete((done, failed) -> {
            if (failed != null) {
                LOG.info(
                        "{} could not be killed yet: {}",
                        application,
                        SubmitterException.of(failed).getMessage());
                watch.later(AGAIN, () -> {
                    killing.set(false);
                    kill();
                });
            }
            watch.look();
        });
    }

    /** What YARN says of it. */
    void report(JsonNode report) {
        missingSince = 0;
        application = report.path("app").asText();
        user = report.path("user").asText();
        String state = report.path("state").asText();
        if (OVER.contains(state)) {
            ended(state, report);
            return;
        }
        String diagnostics = report.path("diagnostics").asText();
        Phase phase = phase(state, diagnostics);
        if (phase.compareTo(progress.phase()) < 0 && progress.phase() == Phase.RUNNING) {
            phase = Phase.RUNNING; // after a restart of YARN's own a running one looks as if it waited
        }
        String reason =
                phase == Phase.QUEUED ? YarnReason.waiting(report.path("queue").asText(), diagnostics) : "";
        tell(new LaunchProgress(
                phase, reason, diagnostics, application, report.path("url").asText(""), ""));
        boolean waits = phase.compareTo(Phase.STARTING) < 0;
        if (waits && !asked && System.nanoTime() - beganNanos > patience.toNanos()) {
            gaveUp = (reason.isEmpty() ? "it waited in YARN" : reason) + "; it was given up after "
                    + patience.toMinutes() + " minutes";
            kill();
        } else if (asked && phase != Phase.RUNNING) {
            kill();
        }
    }

    private static Phase phase(String state, String diagnostics) {
        return switch (state) {
            case "RUNNING" -> Phase.RUNNING;
            case "ACCEPTED" -> YarnReason.isStarting(diagnostics) ? Phase.STARTING : Phase.QUEUED;
            default -> Phase.SUBMITTED;
        };
    }

    private void tell(LaunchProgress now) {
        LaunchProgress before = progress;
        progress = now;
        if (now.equals(before)) {
            return;
        }
        if (!now.reason().isEmpty() && !now.reason().equals(before.reason())) {
            log.note(now.reason());
        }
        told.forEach(each -> each.accept(now));
    }

    /** YARN knows nothing of it. */
    void missing() {
        long now = System.nanoTime();
        if (missingSince == 0) {
            missingSince = now;
        }
        if (asked || now - missingSince > MISSING.toNanos()) {
            finish(exitWith(
                    OptionalInt.empty(),
                    application.isEmpty()
                            ? "YARN never got the application: the gateway was ended while it submitted it"
                            : "YARN does not know " + application + " any more",
                    false));
        }
    }

    /** YARN could not be asked. */
    void unknown() {
        LaunchProgress now = progress;
        tell(new LaunchProgress(
                now.phase(), now.reason(), now.detail(), now.application(), now.page(), watch.trouble()));
    }

    private void ended(String state, JsonNode report) {
        if (over) {
            return;
        }
        String diagnostics = report.path("diagnostics").asText();
        // One that ended between two looks has a name and a page, too.
        tell(new LaunchProgress(
                progress.phase(), "", "", application, report.path("url").asText(""), ""));
        boolean good = state.equals("FINISHED") && report.path("final").asText().equals("SUCCEEDED");
        String reason = good ? "the driver ended by itself" : YarnReason.of(state, diagnostics);
        if (asked && state.equals("KILLED")) {
            reason = gaveUp.isEmpty() ? "the driver was stopped" : gaveUp;
        }
        String why = reason;
        log.note(application + ": " + reason);
        over = true;
        ObjectNode clean = Submitter.request("clean").put("app", application).put("user", user);
        submitter.ask(clean, ANSWER).whenComplete((done, failed) -> {
            if (failed != null) {
                LOG.warn(
                        "what {} left in the cluster's file system could not be removed: {}",
                        application,
                        SubmitterException.of(failed).getMessage());
            }
            OptionalInt code = good ? OptionalInt.of(0) : YarnReason.exitCode(diagnostics);
            fetchLog(0, () -> finish(exitWith(code, why, state.equals("KILLED"))));
        });
    }

    /** The last of what its container printed, which comes to where it can be read a moment later. */
    private void fetchLog(int times, Runnable then) {
        boolean heard = asked && !handle.isBatch(); // over its link
        if (heard || (asked && progress.phase().compareTo(Phase.STARTING) < 0)) {
            then.run();
            return;
        }
        log.fetch(submitter, application, user).whenComplete((found, failed) -> {
            if (failed == null && !Boolean.TRUE.equals(found) && times < 3) {
                watch.later(AGAIN, () -> fetchLog(times + 1, then));
            } else {
                then.run();
            }
        });
    }

    private DriverExit exitWith(OptionalInt code, String reason, boolean killed) {
        return new DriverExit(code, Optional.empty(), reason, log.tail(), killed);
    }

    private void finish(DriverExit how) {
        over = true;
        exit.complete(how);
    }

    /** Puts what its container has printed so far behind the notes in the log, unless that was done a moment ago. */
    @Override
    public CompletableFuture<Void> refreshLog() {
        if (over || application.isEmpty() || progress.phase().compareTo(Phase.STARTING) < 0) {
            return CompletableFuture.completedFuture(null);
        }
        return output.bring(() -> log.show(submitter, application, user, () -> !over));
    }

    /** What YARN calls it, or null if it is not known yet. */
    @Nullable
    String application() {
        return application.isEmpty() ? null : application;
    }
}
