package dev.hearth.yarn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all applications of a cluster together: once a second while one is on its way up or down, seldom when all run. Looking
 * is what there is: YARN tells nobody of a change. Thread-safe. Owns the thread {@code hearth-yarn-watch-NAME}.
 */
final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final Duration OFTEN = Duration.ofSeconds(1);
    private static final Duration SELDOM = Duration.ofSeconds(15);
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final Submitter submitter;
    private final ScheduledThreadPoolExecutor timer;
    private final Map<String, YarnApplication> byTag = new ConcurrentHashMap<>();
    private final Set<String> expected = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile long lookedNanos = System.nanoTime() - SELDOM.toNanos();
    private volatile boolean wanted;
    private volatile String trouble = "";

    Watch(String name, Submitter submitter) {
        this.submitter = submitter;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "hearth-yarn-watch-" + name);
            thread.setDaemon(true);
            return thread;
        });
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        timer.scheduleWithFixedDelay(this::tick, OFTEN.toMillis(), OFTEN.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Watches one until it has ended; the one that is watched already, if there is one with this tag. */
    YarnApplication add(YarnApplication application) {
        YarnApplication known = byTag.putIfAbsent(application.tag(), application);
        return known == null ? application : known;
    }

    /** One with this tag may be in the cluster soon, and is none that was left behind. */
    void expect(String tag) {
        expected.add(tag);
    }

    /** It is watched by now, or came to nothing. */
    void forget(String tag) {
        expected.remove(tag);
    }

    /** Whether somebody here knows of it. */
    boolean isKnown(String tag) {
        return expected.contains(tag) || byTag.containsKey(tag);
    }

    /** Looks as soon as it can. */
    void look() {
        wanted = true;
        try {
            timer.execute(this::tick);
        } catch (RejectedExecutionException closed) {
            // The next gateway looks.
        }
    }

    /** Runs something a little later, on the watch's thread. */
    void later(Duration delay, Runnable task) {
        try {
            timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            // As above.
        }
    }

    /** Why the cluster cannot be asked; empty if it can. */
    String trouble() {
        return trouble;
    }

    private void tick() {
        try {
            boolean restless = byTag.values().stream().anyMatch(YarnApplication::isRestless);
            boolean due = wanted || restless || System.nanoTime() - lookedNanos >= SELDOM.toNanos();
            if (!byTag.isEmpty() && due && asking.compareAndSet(false, true)) {
                wanted = false;
                lookedNanos = System.nanoTime();
                ask();
            }
        } catch (RuntimeException e) {
            asking.set(false);
            LOG.error("YARN's applications could not be looked at", e);
        }
    }

    private void ask() {
        ObjectNode request = Submitter.request("find");
        ArrayNode tags = request.putArray("tags");
        List<YarnApplication> asked = new ArrayList<>(byTag.values());
        asked.forEach(each -> tags.add(each.tag()));
        submitter.ask(request, ANSWER).whenComplete((answer, failed) -> {
            try {
                timer.execute(() -> told(asked, answer, failed));
            } catch (RejectedExecutionException closed) {
                asking.set(false);
            }
        });
    }

    private void told(List<YarnApplication> asked, JsonNode answer, Throwable failed) {
        try {
            if (failed != null) {
                SubmitterException why = SubmitterException.of(failed);
                String sentence = "YARN cannot be asked at the moment: " + YarnReason.sentence(why.text());
                if (trouble.isEmpty()) {
                    LOG.warn("{}; sessions stay", sentence);
                }
                trouble = sentence;
                asked.forEach(YarnApplication::unknown);
                return;
            }
            if (!trouble.isEmpty()) {
                LOG.info("YARN can be asked again");
                trouble = "";
            }
            Map<String, JsonNode> newest = new HashMap<>();
            for (JsonNode report : answer.path("applications")) {
                for (JsonNode tag : report.path("tags")) {
                    newest.merge(
                            tag.asText(),
                            report,
                            (one, other) -> one.path("started").asLong()
                                            >= other.path("started").asLong()
                                    ? one
                                    : other);
                }
            }
            for (YarnApplication each : asked) {
                JsonNode report = newest.get(each.tag());
                if (report == null) {
                    each.missing();
                } else {
                    each.report(report);
                }
                if (each.hasEnded()) {
                    byTag.remove(each.tag(), each);
                }
            }
        } finally {
            asking.set(false);
        }
    }

    @Override
    public void close() {
        timer.shutdown();
    }
}
