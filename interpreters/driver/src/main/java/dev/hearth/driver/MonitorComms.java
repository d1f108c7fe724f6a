package dev.hearth.driver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.driver.dispatch.OwnComms;
import dev.hearth.driver.log.DriverLog;
import dev.hearth.driver.output.Message;
import dev.hearth.driver.output.Parent;
import dev.hearth.driver.output.Publisher;
import dev.hearth.driver.spark.SparkHost;
import dev.hearth.driver.spark.SparkMonitor;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.link.RecordClass;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.jspecify.annotations.Nullable;

/**
 * The comms of JupyterLab's SparkMonitor extension: each gets Spark's events as the extension draws them. Thread-safe.
 *
 * <p>Spark's event thread only puts messages into a queue of {@value #MOST_WAITING}, beyond which those of tasks are left out,
 * and {@code hearth-timer} sends what is there a few times a second. While the output log is full, nothing is sent, and
 * what waited is dropped with one line in the driver's log. The listener is made with the first comm.
 */
final class MonitorComms implements OwnComms {
    private static final String TARGET = "SparkMonitor";
    private static final int MOST_COMMS = 32;
    private static final int MOST_WAITING = 2_000;
    private static final int MOST_TASKS_WAITING = 250;
    private static final long PERIOD_MILLIS = 250;

    private final SparkHost spark;
    private final Publisher publisher;
    private final ScheduledExecutorService scheduler;
    private final Map<String, Parent> comms = new LinkedHashMap<>(); // guarded by this
    private final Queue<ObjectNode> waiting = new ArrayDeque<>(); // guarded by this
    private boolean scheduled; // guarded by this
    private @Nullable SparkMonitor monitor; // guarded by this

    MonitorComms(SparkHost spark, Publisher publisher, ScheduledExecutorService scheduler) {
        this.spark = spark;
        this.publisher = publisher;
        this.scheduler = scheduler;
    }

    @Override
    public boolean serves(String targetName) {
        return targetName.equals(TARGET);
    }

    @Override
    public void open(String commId, String targetName, Parent parent) {
        synchronized (this) {
            if (comms.size() >= MOST_COMMS) {
                comms.remove(comms.keySet().iterator().next());
            }
            comms.put(commId, parent);
        }
        if (!send(commId, parent, Json.object().put("msgtype", "commopen"))) {
            DriverLog.info("the output log is full: SparkMonitor is not told that its comm is open");
        }
        spark.ready().whenComplete((session, failure) -> {
            if (session != null) {
                begin(session.sparkContext());
            }
        });
    }

    private synchronized void begin(SparkContext context) {
        if (comms.isEmpty()) {
            return; // closed while Spark started
        }
        if (monitor != null) {
            monitor.close();
        }
        // Made anew, since whoever comes needs the application's start.
        monitor = SparkMonitor.on(context, this::take);
    }

    private synchronized void take(ObjectNode message) {
        int room = message.path("msgtype").asText().startsWith("sparkTask") ? MOST_TASKS_WAITING : MOST_WAITING;
        if (comms.isEmpty() || waiting.size() >= room) {
            return;
        }
        waiting.add(message);
        if (!scheduled) {
            try {
                scheduler.schedule(this::flush, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
                scheduled = true;
            } catch (RejectedExecutionException e) {
                waiting.clear(); // the driver ends
            }
        }
    }

    private void flush() {
        Queue<ObjectNode> messages;
        Map<String, Parent> targets;
        synchronized (this) {
            scheduled = false;
            messages = new ArrayDeque<>(waiting);
            waiting.clear();
            targets = new LinkedHashMap<>(comms);
        }
        for (ObjectNode message; (message = messages.poll()) != null; ) {
            ObjectNode data = Json.object().put("msgtype", "fromscala").put("msg", message.toString());
            for (Map.Entry<String, Parent> target : targets.entrySet()) {
                if (!send(target.getKey(), target.getValue(), data)) {
                    DriverLog.info(
                            "the output log is full: SparkMonitor misses " + (1 + messages.size()) + " messages");
                    return;
                }
            }
        }
    }

    /** Says whether it is in the log, which may be full. */
    private boolean send(String commId, Parent parent, ObjectNode data) {
        ObjectNode content = Json.object().put("comm_id", commId);
        content.set("data", data);
        Message message = Message.broadcast(MessageType.COMM_MSG, Json.write(content));
        try {
            publisher.sayPatiently(parent, message, RecordClass.OUTPUT, () -> true);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Override
    public synchronized void close(String commId) {
        comms.remove(commId);
        if (comms.isEmpty() && monitor != null) {
            monitor.close();
            monitor = null;
        }
    }

    @Override
    public synchronized Map<String, String> open() {
        Map<String, String> open = new LinkedHashMap<>();
        comms.keySet().forEach(id -> open.put(id, TARGET));
        return open;
    }
}
