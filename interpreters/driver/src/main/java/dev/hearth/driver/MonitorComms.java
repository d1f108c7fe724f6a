package dev.hearth.driver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.driver.dispatch.OwnComms;
import dev.hearth.driver.log.DriverLog;
import dev.hearth.driver.output.Message;
import dev.hearth.driver.output.Parent;
import dev.hearth.driver.output.Publisher;
import dev.hearth.driver.spark.SparkHost;
import dev.hearth.driver.spark.SparkMonitor;
import dev.hearth.driver.spark.SparkMonitor.ShownTasks;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.link.RecordClass;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.jspecify.annotations.Nullable;

/**
 * The comms of JupyterLab's SparkMonitor extension: each gets Spark's events as the extension draws them. Thread-safe.
 *
 * <p>The extension draws a job under the cell that runs when it hears of it, so jobs and stages are sent at once, in their order;
 * tasks wait a little. Spark's event thread only puts messages into a queue of {@value #MOST_WAITING}; of tasks those that begin
 * while {@value #MOST_TASKS_WAITING} messages wait are left out, with their ends. {@code hearth-timer} sends. While the output
 * log is full, nothing is sent, and what waited is dropped with one line in the driver's log. A comm hears of the end of the tasks
 * of whose begin it has heard, for it would count others away. The listener is made with the first comm. A page opens a comm
 * again when it likes, and never closes one: the last of each client counts.
 */
final class MonitorComms implements OwnComms {
    private static final String TARGET = "SparkMonitor";
    private static final int MOST_COMMS = 8;
    private static final int MOST_WAITING = 2_000;
    private static final int MOST_TASKS_WAITING = 60;
    private static final long PERIOD_MILLIS = 250;

    private final SparkHost spark;
    private final Publisher publisher;
    private final ScheduledExecutorService scheduler;
    private final Object sending = new Object(); // held while messages are sent, for their order
    private final Map<String, ShownTasks> shown = new HashMap<>(); // by comm; guarded by sending
    private final Map<String, Parent> comms = new LinkedHashMap<>(); // guarded by this
    private final Set<String> told = new HashSet<>(); // of these, those that know of the application; guarded by this
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
            comms.values().removeIf(each -> each.origin().equals(parent.origin()));
            if (comms.size() >= MOST_COMMS) {
                comms.remove(comms.keySet().iterator().next());
            }
            comms.put(commId, parent);
            told.retainAll(comms.keySet());
        }
        if (!send(commId, parent, Json.object().put("msgtype", "commopen"))) {
            DriverLog.info("the output log is full: SparkMonitor is not told that its comm is open");
        }
        spark.ready().whenComplete((session, failure) -> {
            if (session != null) {
                begin(commId, parent, session.sparkContext());
            }
        });
    }

    /** The application is what a page hears of first. */
    private void begin(String commId, Parent parent, SparkContext context) {
        send(commId, parent, wrapped(SparkMonitor.applicationStart(context)));
        synchronized (this) {
            if (!comms.containsKey(commId)) {
                return; // closed while Spark started
            }
            told.add(commId);
            if (monitor == null) {
                monitor = SparkMonitor.on(context, new Incoming());
            }
        }
    }

    private final class Incoming implements SparkMonitor.Target {
        @Override
        public boolean take(ObjectNode message) {
            return MonitorComms.this.take(message);
        }

        @Override
        public void changed() {
            flushLater();
        }
    }

    private synchronized boolean take(ObjectNode message) {
        String type = message.path("msgtype").asText();
        if (told.isEmpty() || waiting.size() >= (type.equals("sparkTaskStart") ? MOST_TASKS_WAITING : MOST_WAITING)) {
            return false;
        }
        waiting.add(message);
        if (type.startsWith("sparkTask")) {
            flushLater();
        } else {
            flushIn(0);
        }
        return true;
    }

    private synchronized void flushLater() {
        if (!scheduled) {
            scheduled = true;
            flushIn(PERIOD_MILLIS);
        }
    }

    private void flushIn(long millis) {
        try {
            scheduler.schedule(millis == 0 ? this::flush : this::flushOfPeriod, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closing) {
            // The driver ends.
        }
    }

    private void flushOfPeriod() {
        SparkMonitor current;
        synchronized (this) {
            scheduled = false;
            current = monitor;
        }
        if (current != null && !current.tellProgress()) {
            flushLater();
        }
        flush();
    }

    private void flush() {
        synchronized (sending) {
            Queue<ObjectNode> messages;
            Map<String, Parent> targets;
            synchronized (this) {
                messages = new ArrayDeque<>(waiting);
                waiting.clear();
                targets = new LinkedHashMap<>(comms);
                targets.keySet().retainAll(told);
            }
            shown.keySet().retainAll(targets.keySet());
            send(messages, targets);
        }
    }

    private void send(Queue<ObjectNode> messages, Map<String, Parent> targets) {
        for (ObjectNode message; (message = messages.poll()) != null; ) {
            ObjectNode data = wrapped(message);
            for (Map.Entry<String, Parent> target : targets.entrySet()) {
                if (!tell(target.getKey(), target.getValue(), message, data)) {
                    DriverLog.info(
                            "the output log is full: SparkMonitor misses " + (1 + messages.size()) + " messages");
                    return;
                }
            }
        }
    }

    /** Says whether there was room for what is of interest to this comm. */
    private boolean tell(String commId, Parent parent, ObjectNode message, ObjectNode data) {
        String type = message.path("msgtype").asText();
        long task = message.path("taskId").asLong();
        ShownTasks known = shown.computeIfAbsent(commId, id -> new ShownTasks());
        if (type.equals("sparkTaskEnd") && !known.remove(task)) {
            return true;
        }
        boolean sent = send(commId, parent, data);
        if (sent && type.equals("sparkTaskStart")) {
            known.add(task);
        }
        return sent;
    }

    private static ObjectNode wrapped(ObjectNode message) {
        return Json.object().put("msgtype", "fromscala").put("msg", message.toString());
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
    public void close(String commId) {
        SparkMonitor last;
        synchronized (this) {
            comms.remove(commId);
            told.remove(commId);
            last = comms.isEmpty() ? monitor : null;
            monitor = comms.isEmpty() ? null : monitor;
        }
        if (last != null) {
            last.close(); // may wait for Spark's event thread, which may wait for our lock
        }
    }

    @Override
    public synchronized Map<String, String> open() {
        Map<String, String> open = new LinkedHashMap<>();
        comms.keySet().forEach(id -> open.put(id, TARGET));
        return open;
    }
}
