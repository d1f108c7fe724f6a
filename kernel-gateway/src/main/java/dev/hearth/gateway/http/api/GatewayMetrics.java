package dev.hearth.gateway.http.api;

import dev.hearth.gateway.http.RequestTimes;
import dev.hearth.gateway.session.SessionEvents;
import dev.hearth.gateway.session.SessionState;
import dev.hearth.gateway.session.Sessions;
import dev.hearth.protocol.MessageType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what happens, for Prometheus. Names are part of the interface. Thread-safe. */
public final class GatewayMetrics implements SessionEvents, RequestTimes, AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Counter records = counter("hearth.records.appended", "records of drivers appended to journals");
    private final Counter bytes = counter("hearth.bytes.appended", "bytes of those records");
    private final Counter droppedRecords = counter("hearth.records.dropped", "records that retention dropped");
    private final Counter droppedBytes = counter("hearth.bytes.dropped", "bytes of those records");
    private final Counter links = counter("hearth.links.accepted", "links of drivers accepted");
    private final Counter reconnects = counter("hearth.link.reconnects", "links accepted again after they were lost");
    private final Counter lost = counter("hearth.links.lost", "links lost");
    private final Counter lies = counter("hearth.drivers.lied", "links closed because of what the driver said");
    private final Counter ended = counter("hearth.sessions.ended", "sessions that became dead or were deleted");
    private final Timer starts = Timer.builder("hearth.session.start")
            .description("from the launch to a driver that is ready for cells")
            .register(registry);
    private final Set<UUID> down = ConcurrentHashMap.newKeySet();

    /** Counts the JVM too. */
    public GatewayMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
        collections.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    /** Counts these sessions by state, and their clients, whenever somebody asks. */
    public void watch(Sessions sessions) {
        for (SessionState state : SessionState.values()) {
            Gauge.builder("hearth.sessions", sessions, each -> each.count(state))
                    .description("listed sessions by state")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        Gauge.builder("hearth.connections", sessions, Sessions::attachments)
                .description("clients on sessions' channels")
                .register(registry);
    }

    /** All numbers in Prometheus' text form. */
    String scrape() {
        return registry.scrape();
    }

    @Override
    public void answered(String method, String route, int status, Duration time) {
        Timer.builder("hearth.http.requests")
                .description("requests by route")
                .tags("method", method, "route", route.isEmpty() ? "none" : route, "status", String.valueOf(status))
                .register(registry)
                .record(time);
    }

    @Override
    public void created(UUID session, String profile) {
        registry.counter("hearth.sessions.started", "profile", profile).increment();
    }

    @Override
    public void ready(UUID session, Duration sinceLaunch) {
        starts.record(sinceLaunch);
    }

    @Override
    public void startFailed(UUID session, String profile) {
        registry.counter("hearth.starts.failed", "profile", profile).increment();
    }

    @Override
    public void ended(UUID session, String reason) {
        ended.increment();
        down.remove(session);
    }

    @Override
    public void linkUp(UUID session) {
        links.increment();
        if (down.remove(session)) {
            reconnects.increment();
        }
    }

    @Override
    public void linkDown(UUID session, String reason) {
        lost.increment();
        down.add(session);
    }

    @Override
    public void driverLied(UUID session, String what) {
        lies.increment();
    }

    @Override
    public void requestAccepted(UUID session, String messageType) {
        // A client makes up types as it likes; it is not to make up meters.
        String type = MessageType.of(messageType).isPresent() ? messageType : "other";
        registry.counter("hearth.requests.accepted", "type", type).increment();
    }

    @Override
    public void recordsAppended(UUID session, int count, long size) {
        records.increment(count);
        bytes.increment((double) size);
    }

    @Override
    public void recordsDropped(UUID session, long count, long size) {
        droppedRecords.increment((double) count);
        droppedBytes.increment((double) size);
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
