package dev.hearth.driver.spark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.jspecify.annotations.Nullable;

/**
 * Adds up Spark's events for each cell's tag. Thread-safe; Spark's event thread never blocks here.
 *
 * <p>A tag is counted from {@link #begin} to {@link #takeCost}; events of any other are not kept. What changed is published
 * on the scheduler at most once in {@value #PERIOD_MILLIS} ms for each tag, and the last state always is.
 */
public final class ProgressListener extends SparkListener {
    static final long PERIOD_MILLIS = 200;
    /** Stages whose job has ended are kept for their last tasks: killed ones end later. */
    private static final int ENDED_STAGES = 1_000;

    private final ScheduledExecutorService scheduler;
    private final Consumer<CellProgress> publish;

    private final Object lock = new Object();
    private final Map<String, TagCount> tags = new HashMap<>();
    private final Map<Integer, JobCount> jobs = new HashMap<>();
    private final Map<Integer, StageCount> stages = new HashMap<>();
    private final Map<Integer, StageCount> endedStages = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, StageCount> eldest) {
            return size() > ENDED_STAGES;
        }
    };

    /**
     * A listener that counts nothing yet.
     *
     * @param scheduler a thread or more of the caller; the listener leaves it running
     * @param publish gets snapshots on the scheduler, those of one tag in order
     */
    public ProgressListener(ScheduledExecutorService scheduler, Consumer<CellProgress> publish) {
        this.scheduler = scheduler;
        this.publish = publish;
    }

    /** Counts for {@code tag} from now on. Twice is fine. */
    public void begin(String tag) {
        synchronized (lock) {
            tags.computeIfAbsent(tag, TagCount::new);
        }
    }

    /**
     * What the cell cost, at its end. Publishes its last progress if that has not been, and forgets the tag: what its jobs do
     * from now on is not counted.
     *
     * <p>Returns at once. {@code taker} gets the cost on the scheduler, when Spark has delivered the events that it has by now,
     * after {@code patience} at the latest; the cost may be too low if that is too short.
     *
     * @param context whose events are waited for; null for not waiting
     */
    public void takeCost(String tag, @Nullable SparkContext context, Duration patience, Consumer<CellCost> taker) {
        boolean nothing;
        synchronized (lock) {
            TagCount count = tags.get(tag);
            nothing = count == null || (!count.everChanged() && context == null);
        }
        AtomicBoolean taken = new AtomicBoolean();
        Runnable take = () -> {
            if (taken.compareAndSet(false, true)) {
                taker.accept(takeCost(tag));
            }
        };
        boolean posted =
                !nothing && context != null && !context.isStopped() && EventMarker.post(context, () -> run(take, 0));
        run(take, posted ? patience.toNanos() : 0);
    }

    private CellCost takeCost(String tag) {
        CellProgress last;
        CellCost cost;
        synchronized (lock) {
            TagCount count = tags.remove(tag);
            if (count == null) {
                return CellCost.NOTHING;
            }
            last = count.takeUnpublished();
            cost = count.cost();
            jobs.values().removeIf(job -> job.tag == count);
            stages.values().removeIf(stage -> stage.tag == count);
            endedStages.values().removeIf(stage -> stage.tag == count);
        }
        if (last != null) {
            publish.accept(last);
        }
        return cost;
    }

    /**
     * What the cell has cost so far, which goes on to be counted. Waits up to {@code patience} for events that Spark has not delivered
     * yet, but not if it was given no job since there were {@code jobsBefore}. An interrupt ends the wait and is kept. Not to be
     * called on Spark's event thread.
     */
    public CellCost costNow(String tag, @Nullable SparkContext context, long jobsBefore, Duration patience) {
        if (context != null && !context.isStopped()) {
            long jobsNow = SubmittedJobs.of(context);
            if (jobsNow == SubmittedJobs.UNKNOWN || jobsNow != jobsBefore) {
                EventMarker.awaitDelivery(context, patience);
            }
        }
        synchronized (lock) {
            TagCount count = tags.get(tag);
            return count == null ? CellCost.NOTHING : count.cost();
        }
    }

    /** How many jobs Spark was given so far, for {@link #costNow}; -1 if that is unknown. */
    public static long jobsSoFar(SparkContext context) {
        return SubmittedJobs.of(context);
    }

    /** Whether a streaming query runs jobs under this tag. */
    boolean hasStreaming(String tag) {
        synchronized (lock) {
            TagCount count = tags.get(tag);
            return count != null && count.streaming;
        }
    }

    /** Jobs of this tag that run and belong to no streaming query. */
    List<Integer> activeBatchJobs(String tag) {
        List<Integer> active = new ArrayList<>();
        synchronized (lock) {
            jobs.forEach((id, job) -> {
                if (job.tag.name.equals(tag) && !job.streaming) {
                    active.add(id);
                }
            });
        }
        return active;
    }

    @Override
    public void onJobStart(SparkListenerJobStart event) {
        JobFacts facts = JobFacts.of(event);
        synchronized (lock) {
            for (String name : facts.tags()) {
                TagCount tag = tags.get(name);
                if (tag != null) {
                    JobCount job = new JobCount(tag, facts.streaming());
                    jobs.put(facts.id(), job);
                    tag.jobBegan(facts.streaming());
                    facts.stages().forEach((id, tasks) -> {
                        if (!stages.containsKey(id)) {
                            StageCount stage = new StageCount(tag, tasks);
                            stages.put(id, stage);
                            job.stages.add(id);
                        }
                    });
                    changed(tag);
                    return;
                }
            }
        }
    }

    @Override
    public void onStageSubmitted(SparkListenerStageSubmitted event) {
        synchronized (lock) {
            StageCount stage = stages.get(event.stageInfo().stageId());
            if (stage != null) {
                stage.submitted(event.stageInfo().numTasks());
                changed(stage.tag);
            }
        }
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart event) {
        synchronized (lock) {
            StageCount stage = stages.get(event.stageId());
            if (stage != null) {
                stage.tag.taskBegan();
                changed(stage.tag);
            }
        }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd event) {
        TaskFacts task = TaskFacts.of(event);
        synchronized (lock) {
            StageCount stage = stages.get(event.stageId());
            if (stage == null) {
                stage = endedStages.get(event.stageId());
            }
            if (stage != null) {
                stage.taskEnded(task);
                changed(stage.tag);
            }
        }
    }

    @Override
    public void onStageCompleted(SparkListenerStageCompleted event) {
        synchronized (lock) {
            StageCount stage = stages.get(event.stageInfo().stageId());
            if (stage != null) {
                stage.completed(event.stageInfo().failureReason().isEmpty());
                changed(stage.tag);
            }
        }
    }

    @Override
    public void onJobEnd(SparkListenerJobEnd event) {
        synchronized (lock) {
            JobCount job = jobs.remove(event.jobId());
            if (job == null) {
                return;
            }
            for (int id : job.stages) {
                StageCount stage = stages.remove(id);
                if (stage != null && stage.ended()) {
                    endedStages.put(id, stage);
                }
            }
            job.tag.jobEnded();
            changed(job.tag);
        }
    }

    @Override
    public void onOtherEvent(SparkListenerEvent event) {
        if (event instanceof EventMarker marker) {
            marker.delivered();
        }
    }

    private void changed(TagCount tag) {
        long wait = tag.changed(System.nanoTime());
        if (wait >= 0) {
            run(() -> publish(tag), wait);
        }
    }

    private void publish(TagCount tag) {
        CellProgress snapshot;
        synchronized (lock) {
            // The cell ended meanwhile, and its last state is published.
            snapshot = tags.get(tag.name) == tag ? tag.takeUnpublished() : null;
        }
        if (snapshot != null) {
            publish.accept(snapshot);
        }
    }

    private void run(Runnable task, long delayNanos) {
        try {
            scheduler.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The driver ends; nobody listens any more.
        }
    }
}
