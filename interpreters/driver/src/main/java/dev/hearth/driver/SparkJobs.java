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
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.content.Contents;
import dev.hearth.protocol.content.Events;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** The jobs of cells in the driver's Spark, and what event streams are told of them. Thread-safe. */
final class SparkJobs implements CellJobs {
    private static final Duration LAST_EVENTS = Duration.ofMillis(500);

    /** A reply waits no longer for the events of its cell's jobs. */
    private static final Duration REPLY_WAITS = Duration.ofMillis(250);

    private final Publisher publisher;
    private final ScheduledExecutorService scheduler;
    private final Supplier<ClassLoader> classes;
    private final ProgressMode mode;
    private final ProgressListener progress;
    private final SparkHost host;
    private final Map<String, Cell> cells = new ConcurrentHashMap<>();

    /** A cell that runs: what is told of it, and how many jobs there were before it. */
    private record Cell(Parent parent, @Nullable ProgressDisplay display, long jobsBefore) {}

    /**
     * The jobs of a Spark that is not started.
     *
     * @param classes where Spark finds the classes of cells and of the session's jars, while a cell runs
     * @param mode to whom progress is told
     * @param onEnd as for {@link SparkHost}
     */
    SparkJobs(
            SparkSettings settings,
            Publisher publisher,
            ScheduledExecutorService scheduler,
            Supplier<ClassLoader> classes,
            ProgressMode mode,
            Consumer<String> onEnd) {
        this.publisher = publisher;
        this.scheduler = scheduler;
        this.classes = classes;
        this.mode = mode;
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
        boolean shows = mode == ProgressMode.DISPLAY && !parent.silent();
        ProgressDisplay display = shows ? new ProgressDisplay(publisher, parent, scheduler) : null;
        long jobsBefore = host.now()
                .map(session -> ProgressListener.jobsSoFar(session.sparkContext()))
                .orElse(0L);
        cells.put(tag, new Cell(parent, display, jobsBefore));
        JobTags.Scope scope = host.tags().onThread(tag);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(classes.get());
        return () -> {
            thread.setContextClassLoader(before);
            scope.close();
        };
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
    public Optional<RawJson> costNow(Parent parent, String tag) {
        Cell cell = cells.get(tag);
        if (cell == null) {
            return Optional.empty();
        }
        CellCost cost = progress.costNow(tag, context(), cell.jobsBefore(), REPLY_WAITS);
        if (cell.display() != null) {
            cell.display().end(cost);
        }
        return cost.jobs() == 0 ? Optional.empty() : Optional.of(json(cost));
    }

    private @Nullable SparkContext context() {
        return host.now().map(SparkSession::sparkContext).orElse(null);
    }

    @Override
    public void tellCost(Parent parent, String tag) {
        progress.takeCost(tag, context(), LAST_EVENTS, cost -> {
            cells.remove(tag);
            if (cost.jobs() > 0) {
                publisher.event(parent, "hearth_cost", json(cost));
            }
        });
    }

    void tell(CellProgress state) {
        Cell cell = cells.get(state.tag());
        if (cell == null || mode == ProgressMode.OFF) {
            return;
        }
        publisher.event(
                cell.parent(),
                Events.Progress.TYPE,
                Contents.write(new Events.Progress(
                        state.jobs(),
                        state.stages(),
                        state.tasksDone(),
                        state.tasks(),
                        state.tasksFailed(),
                        state.tasksActive(),
                        null)));
        if (cell.display() != null) {
            cell.display().show(state);
        }
    }

    private static RawJson json(CellCost cost) {
        return Json.write(Json.object()
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
                .put("spilled_bytes", cost.spilledBytes()));
    }
}
