package dev.hearth.driver;

import dev.hearth.driver.output.CellOutput;
import dev.hearth.driver.output.Message;
import dev.hearth.driver.output.Parent;
import dev.hearth.driver.output.Publisher;
import dev.hearth.driver.spark.CellCost;
import dev.hearth.driver.spark.CellProgress;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.MimeBundle;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.link.RecordClass;
import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The progress of one cell as a display that changes, for clients that know nothing else. Thread-safe; never waits: while the log is
 * full, nothing is shown.
 *
 * <p>It appears when the cell's jobs have lasted for {@value #FROM_MILLIS} ms, changes at most five times a second, and later less
 * often, since each change is kept in the journal. At the cell's end it shows the sums.
 */
final class ProgressDisplay {
    static final long FROM_MILLIS = 500;

    private static final int BAR = 24;

    private final Publisher publisher;
    private final Parent parent;
    private final RawJson displayId;
    private final ScheduledExecutorService scheduler;
    private @Nullable CellProgress last; // guarded by this
    private long firstAt; // guarded by this; 0 before the first job
    private long shownAt; // guarded by this; 0 before it is shown
    private boolean ended; // guarded by this

    ProgressDisplay(Publisher publisher, Parent parent, ScheduledExecutorService scheduler) {
        this.publisher = publisher;
        this.parent = parent;
        this.scheduler = scheduler;
        this.displayId = Json.write(Json.object().put("display_id", "hearth-progress-" + parent.id()));
    }

    /** Shows how far the cell is, if it is time for that. */
    synchronized void show(CellProgress state) {
        last = state;
        long now = System.nanoTime();
        if (firstAt == 0) {
            firstAt = now;
            showLater();
        }
        boolean early = now - firstAt < TimeUnit.MILLISECONDS.toNanos(FROM_MILLIS);
        boolean over = shownAt == 0 && state.jobsDone() == state.jobs();
        if (ended || early || over || (shownAt != 0 && now - shownAt < period(now - firstAt))) {
            return;
        }
        String numbers = String.format(
                Locale.ROOT,
                "Spark: %d of %d tasks, %d running%s; %d of %d stages, %d of %d jobs",
                state.tasksDone(),
                state.tasks(),
                state.tasksActive(),
                state.tasksFailed() == 0 ? "" : ", " + state.tasksFailed() + " failed",
                state.stagesDone(),
                state.stages(),
                state.jobsDone(),
                state.jobs());
        show(bundle(numbers, state.tasksDone(), state.tasks()), now);
    }

    /** A long task is no news while it runs: the display appears all the same. */
    private void showLater() {
        try {
            scheduler.schedule(this::showLast, FROM_MILLIS + 1, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            ended = true; // the driver ends
        }
    }

    private synchronized void showLast() {
        if (last != null && shownAt == 0) {
            show(last);
        }
    }

    private static long period(long lastedNanos) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(lastedNanos);
        return TimeUnit.MILLISECONDS.toNanos(seconds < 10 ? 190 : seconds < 60 ? 1_000 : 5_000);
    }

    /** Shows the sums, if progress was shown. Shows nothing afterwards. */
    synchronized void end(CellCost cost) {
        if (ended) {
            return;
        }
        ended = true;
        if (shownAt == 0) {
            return;
        }
        String numbers = String.format(
                Locale.ROOT,
                "Spark: %d jobs, %d stages, %d tasks%s; %.1f s on executors, %s read, %s spilled",
                cost.jobs(),
                cost.stages(),
                cost.tasks(),
                cost.failedTasks() == 0 ? "" : " (" + cost.failedTasks() + " failed)",
                cost.executorRun().toMillis() / 1000.0,
                bytes(cost.bytesRead()),
                bytes(cost.spilledBytes()));
        show(
                MimeBundle.builder()
                        .text(MimeBundle.TEXT_PLAIN, numbers)
                        .text("text/html", "<small>" + numbers + "</small>")
                        .build(),
                System.nanoTime());
    }

    private void show(MimeBundle bundle, long now) {
        try {
            MessageType type = shownAt == 0 ? MessageType.DISPLAY_DATA : MessageType.UPDATE_DISPLAY_DATA;
            Message message = Message.broadcast(type, CellOutput.shown(bundle, displayId));
            // Progress that would have to wait is no news any more.
            publisher.sayPatiently(parent, message, RecordClass.OUTPUT, () -> true);
            shownAt = now;
        } catch (InterruptedException e) {
            // The log is full, and this is the last thing that it needs.
            assert !Thread.currentThread().isInterrupted();
        }
    }

    private static MimeBundle bundle(String numbers, long done, long total) {
        int filled = total == 0 ? 0 : (int) (BAR * done / total);
        String bar = "[" + "#".repeat(filled) + "-".repeat(BAR - filled) + "] ";
        return MimeBundle.builder()
                .text(MimeBundle.TEXT_PLAIN, bar + numbers)
                .text(
                        "text/html",
                        "<progress max=\"" + Math.max(1, total) + "\" value=\"" + done + "\"></progress> <small>"
                                + numbers + "</small>")
                .build();
    }

    private static String bytes(long bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
    }
}
