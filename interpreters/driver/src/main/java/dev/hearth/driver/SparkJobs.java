package dev.hearth.driver;

import dev.hearth.driver.dispatch.CellJobs;
import dev.hearth.driver.log.DriverLog;
import dev.hearth.driver.output.Parent;
import dev.hearth.driver.output.Publisher;
import dev.hearth.driver.spark.CellCost;
import dev.hearth.driver.spark.CellProgress;
import dev.hearth.driver.spark.JobTags;
import dev.hearth.driver.spark.ProgressListener;
import dev.hearth.driver.spark.SparkHost;
import dev.hearth.driver.spark.SparkSettings;
import dev.hearth.protocol.Json;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/** The jobs of cells in the driver's Spark, and what event streams are told of them. Thread-safe. */
final class SparkJobs implements CellJobs {
    private static final Duration LAST_EVENTS = Duration.ofMillis(500);

    private final Publisher publisher;
    private final ScheduledExecutorService scheduler;
    private final boolean tellsProgress;
    private final ProgressListener progress;
    private final SparkHost host;
    private final Map<String, Parent> cells = new ConcurrentHashMap<>();

    /**
     * The jobs of a Spark that is not started.
     *
     * @param tellsProgress whether {@code hearth_progress} is told
     * @param onEnd as for {@link SparkHost}
     */
    SparkJobs(
            SparkSettings settings,
            Publisher publisher,
            ScheduledExecutorService scheduler,
            boolean tellsProgress,
            Consumer<String> onEnd) {
        this.publisher = publisher;
        this.scheduler = scheduler;
        this.tellsProgress = tellsProgress;
        this.progress = new ProgressListener(scheduler, this::tell);
        this.host = new SparkHost(settings, progress, onEnd);
    }

    SparkHost host() {
        return host;
    }

    @Override
    public String tagFor(String cellId) {
        return host.tags().tagFor(cellId);
    }

    @Override
    public Scope begin(Parent parent, String tag) {
        cells.put(tag, parent);
        JobTags.Scope scope = host.tags().onThread(tag);
        return scope::close;
    }

    @Override
    public void cancel(String tag, String reason) {
        try {
            host.tags().cancel(tag, reason);
        } catch (RuntimeException e) {
            DriverLog.warn("the jobs of a cell could not be cancelled", e);
        }
    }

    @Override
    public void tellCost(Parent parent, String tag) {
        try {
            scheduler.execute(() -> {
                CellCost cost = progress.takeCost(
                        tag, host.now().map(session -> session.sparkContext()).orElse(null), LAST_EVENTS);
                cells.remove(tag);
                if (cost.jobs() > 0) {
                    tell(parent, cost);
                }
            });
        } catch (RejectedExecutionException e) {
            cells.remove(tag); // the driver ends
        }
    }

    private void tell(CellProgress state) {
        Parent parent = cells.get(state.tag());
        if (parent != null && tellsProgress) {
            publisher.event(
                    parent,
                    "hearth_progress",
                    Json.write(Json.object()
                            .put("jobs", state.jobs())
                            .put("stages", state.stages())
                            .put("tasks_done", state.tasksDone())
                            .put("tasks_total", state.tasks())
                            .put("tasks_failed", state.tasksFailed())
                            .put("tasks_active", state.tasksActive())));
        }
    }

    private void tell(Parent parent, CellCost cost) {
        publisher.event(
                parent,
                "hearth_cost",
                Json.write(Json.object()
                        .put("jobs", cost.jobs())
                        .put("stages", cost.stages())
                        .put("tasks", cost.tasks())
                        .put("tasks_failed", cost.failedTasks())
                        .put("executor_run_ms", cost.executorRun().toMillis())
                        .put("executor_cpu_ms", cost.executorCpu().toMillis())
                        .put("bytes_read", cost.bytesRead())
                        .put("bytes_written", cost.bytesWritten())
                        .put("shuffle_read_bytes", cost.shuffleReadBytes())
                        .put("shuffle_written_bytes", cost.shuffleWrittenBytes())
                        .put("spilled_bytes", cost.spilledBytes())));
    }
}
