package dev.hearth.gateway;

import dev.hearth.gateway.batch.Batches;
import dev.hearth.gateway.config.AllowedConf;
import dev.hearth.gateway.config.Configuration;
import dev.hearth.gateway.config.Livy;
import dev.hearth.gateway.config.LivyFields;
import dev.hearth.gateway.error.ErrorMapper;
import dev.hearth.gateway.http.Face;
import dev.hearth.gateway.http.HttpSettings;
import dev.hearth.gateway.http.api.GatewayMetrics;
import dev.hearth.gateway.http.api.HearthBatchFace;
import dev.hearth.gateway.http.api.HearthFace;
import dev.hearth.gateway.http.api.HearthSettings;
import dev.hearth.gateway.http.api.LogWatch;
import dev.hearth.gateway.http.api.SessionSignals;
import dev.hearth.gateway.jupyter.DocumentStore;
import dev.hearth.gateway.jupyter.JupyterFace;
import dev.hearth.gateway.jupyter.JupyterSettings;
import dev.hearth.gateway.jupyter.Kernelspecs;
import dev.hearth.gateway.link.LinkServer;
import dev.hearth.gateway.livy.FileRule;
import dev.hearth.gateway.livy.LivyBatchFace;
import dev.hearth.gateway.livy.LivyFace;
import dev.hearth.gateway.livy.LivySettings;
import dev.hearth.gateway.livy.ResourceSettings;
import dev.hearth.gateway.security.Access;
import dev.hearth.gateway.security.EnvAllowList;
import dev.hearth.gateway.security.Tokens;
import dev.hearth.gateway.security.Users;
import dev.hearth.gateway.session.Sessions;
import dev.hearth.gateway.store.DataHealth;
import dev.hearth.protocol.Release;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * The faces of a gateway, and what they share.
 *
 * <p>Confined to the thread that starts the gateway. Owns the thread {@code hearth-face-timer}.
 */
final class FaceWiring {

    private static final int HTTP_THREADS = 64;
    private static final Duration SERVER_STOP = Duration.ofSeconds(2);
    private static final Duration LEAVE_WAIT = Duration.ofSeconds(5);
    private static final Duration STREAM_HEARTBEAT = Duration.ofSeconds(15);

    private final Configuration configuration;
    private final ErrorMapper mapper = new ErrorMapper();
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final SessionSignals signals = new SessionSignals();
    private final Access access;
    private final Users users;

    FaceWiring(Configuration configuration) {
        this.configuration = configuration;
        this.access = new Access(configuration.access());
        Map<String, List<String>> tokens = new LinkedHashMap<>();
        configuration.users().forEach((name, user) -> tokens.put(name, user.tokens()));
        this.users = Users.of(tokens);
    }

    ErrorMapper mapper() {
        return mapper;
    }

    GatewayMetrics metrics() {
        return metrics;
    }

    SessionSignals signals() {
        return signals;
    }

    Access access() {
        return access;
    }

    Users users() {
        return users;
    }

    /** The faces; what they need closed is added to {@code closing}. */
    List<Face> faces(
            Sessions sessions,
            Batches batches,
            DocumentStore documents,
            LinkServer links,
            Tokens tokens,
            SparkVersions sparks,
            DataHealth health,
            Closing closing)
            throws IOException {
        Kernelspecs specs = new Kernelspecs(configuration.profiles(), configuration.defaultProfile(), sparks::of);
        EnvAllowList env = new EnvAllowList(configuration.allowedEnv());
        ScheduledThreadPoolExecutor timer = timer();
        closing.add("the faces' timer", timer::shutdownNow);
        LogWatch watch = LogWatch.start();
        closing.add("the watch of logs", watch);
        return List.of(
                Face.openSocket(LinkServer.PATH, links::map),
                new JupyterFace(sessions, documents, access, specs, env, jupyterSettings(), mapper, timer),
                new HearthFace(sessions, access, tokens, metrics, signals, watch, hearthSettings(), timer),
                new HearthBatchFace(batches, access),
                new LivyFace(sessions, access, livySettings(), resourceSettings(), health::look),
                new LivyBatchFace(batches, access, livySettings(), resourceSettings()));
    }

    HttpSettings httpSettings() {
        return new HttpSettings(
                configuration.limits().body().toIntExact(),
                configuration.limits().eventStreams(),
                configuration.timeouts().connectionIdle(),
                SERVER_STOP,
                HTTP_THREADS);
    }

    JupyterSettings jupyterSettings() {
        return new JupyterSettings(
                Release.VERSION,
                configuration.limits().body().toIntExact(),
                configuration.limits().frame().toIntExact(),
                configuration.limits().connections(),
                configuration.timeouts().ping(),
                configuration.timeouts().request(),
                LEAVE_WAIT,
                configuration.timeouts().stalledClient());
    }

    private LivySettings livySettings() {
        String profile = configuration.defaultProfile();
        Livy livy = configuration.livy();
        AllowedConf allowed = new AllowedConf(
                Objects.requireNonNull(configuration.profiles().get(profile)).allowedConf());
        return new LivySettings(
                profile,
                configuration.limits().body().toIntExact(),
                configuration.timeouts().request(),
                livy.fields() == LivyFields.NINE,
                livy.endedFor(),
                new FileRule(livy.localDirs()),
                allowed::refused,
                livy.csrfProtection());
    }

    private ResourceSettings resourceSettings() {
        return ResourceSettings.of(configuration.livy().upload().bytes());
    }

    private HearthSettings hearthSettings() {
        return new HearthSettings(
                Release.VERSION,
                configuration.limits().body().toIntExact(),
                STREAM_HEARTBEAT,
                configuration.timeouts().request());
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "hearth-face-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }
}
