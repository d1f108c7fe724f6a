package dev.hearth.gateway.http;

import dev.hearth.gateway.error.ErrorMapper;
import dev.hearth.gateway.error.ErrorShape;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServerContainer;
import org.eclipse.jetty.ee10.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's one port: REST through Javalin, streams and WebSockets beside it, all behind one {@link FrontDoor}.
 *
 * <p>Thread-safe. Owns the threads {@code http-*}. Started once, stopped once.
 */
public final class HttpServer {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int HEADER_BYTES = 32 << 10;
    private static final int SOCKET_BUFFER_BYTES = 64 << 10;
    private static final long SHUTDOWN_IDLE_MILLIS = 50; // connections that only wait are not waited for

    private final HttpSettings settings;
    private final List<Face> faces;
    private final @Nullable TlsMaterial tls;
    private final RequestTimes times;
    private final Errors errors;
    private final FrontDoor door;
    private final MethodOverride override;
    private final StreamRoutes streams;
    private final Places streamPlaces;
    private @Nullable Javalin javalin; // guarded by this

    /**
     * A server that is not started yet.
     *
     * @param tls certificate and key, or null for plain HTTP
     */
    public HttpServer(
            HttpSettings settings,
            Guards guards,
            ErrorMapper mapper,
            RequestTimes times,
            @Nullable TlsMaterial tls,
            List<Face> faces) {
        this.settings = settings;
        this.faces = List.copyOf(faces);
        this.tls = tls;
        this.times = times;
        Map<String, ErrorShape> shapes = new HashMap<>();
        faces.forEach(face -> shapes.putAll(face.errors()));
        this.errors = new Errors(mapper, shapes);
        Set<String> open = new HashSet<>();
        faces.forEach(face -> open.addAll(face.openPaths()));
        this.door = new FrontDoor(guards, open, this::bodyBytes, errors);
        Set<String> overridable = new HashSet<>();
        faces.forEach(face -> overridable.addAll(face.overridable()));
        this.override = new MethodOverride(overridable);
        this.streamPlaces = new Places(settings.streams(), "event streams and followed logs");
        this.streams = new StreamRoutes(
                faces.stream().flatMap(face -> face.streams().stream()).toList(), streamPlaces);
    }

    /**
     * Begins to listen.
     *
     * @param port 0 picks a free one
     * @return the port
     * @throws IOException if it cannot be listened there
     */
    public synchronized int start(String host, int port) throws IOException {
        if (javalin != null) {
            throw new IllegalStateException("started before");
        }
        Javalin started = Javalin.create(config -> configure(config, host, port));
        javalin = started;
        try {
            started.start();
        } catch (RuntimeException e) {
            throw new IOException("cannot listen on " + host + ":" + port + ": " + e.getMessage(), e);
        }
        return started.port();
    }

    private long bodyBytes(String path) {
        return faces.stream()
                .mapToLong(face -> face.bodyBytes(path))
                .filter(bytes -> bytes > 0)
                .findFirst()
                .orElse(settings.bodyBytes());
    }

    /** How many event streams and followed logs are open. */
    public int openStreams() {
        return streamPlaces.taken();
    }

    /** Whether it speaks TLS. */
    public boolean isSecure() {
        return tls != null;
    }

    private void configure(JavalinConfig config, String host, int port) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.prefer405over404 = true;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.defaultContentType = "application/json";
        config.http.maxRequestSize = settings.bodyBytes();
        QueuedThreadPool threads = new QueuedThreadPool(settings.threads(), 8);
        threads.setName("http");
        config.jetty.threadPool = threads;
        config.jetty.modifyHttpConfiguration(http -> {
            http.setUriCompliance(UriCompliance.DEFAULT);
            http.setSendServerVersion(false);
            http.setRequestHeaderSize(HEADER_BYTES);
            // What comes over a WebSocket is unmasked in place, which is several times faster on the heap.
            http.setUseInputDirectByteBuffers(false);
        });
        config.jetty.addConnector((server, http) -> connector(server, http, host, port));
        config.jetty.modifyServer(server -> {
            server.setStopTimeout(settings.stop().toMillis());
            server.setErrorHandler(errors);
            server.insertHandler(streams);
            server.insertHandler(override);
            server.insertHandler(door);
        });
        config.jetty.modifyServletContextHandler(this::addSockets);
        faces.forEach(face -> face.addRoutes(config.routes));
        config.routes.exception(Exception.class, (thrown, context) -> errors.answer(thrown, context));
        config.routes.exception(HttpResponseException.class, (thrown, context) -> errors.answer(thrown, context));
        config.requestLogger.http(this::answered);
    }

    private void answered(Context context, Float milliseconds) {
        String method = context.method().name();
        String route = context.endpoints().list().stream()
                .filter(endpoint -> endpoint.method.name().equals(method))
                .map(endpoint -> endpoint.path)
                .findFirst()
                .orElse("");
        times.answered(method, route, context.statusCode(), Duration.ofNanos((long) (milliseconds * 1_000_000)));
    }

    private void addSockets(ServletContextHandler handler) {
        handler.setErrorHandler(errors);
        JettyWebSocketServletContainerInitializer.configure(handler, (context, container) -> {
            bound(container);
            faces.forEach(face -> face.addSockets(container));
        });
    }

    /** Clients are found dead by pings, not by silence; endpoints count the bytes of a message themselves. */
    private static void bound(JettyWebSocketServerContainer container) {
        container.setIdleTimeout(Duration.ZERO);
        container.setInputBufferSize(SOCKET_BUFFER_BYTES);
        container.setOutputBufferSize(SOCKET_BUFFER_BYTES);
        container.setMaxFrameSize(SOCKET_BUFFER_BYTES);
        container.setAutoFragment(true);
    }

    private Connector connector(Server server, HttpConfiguration http, String host, int port) {
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        ServerConnector connector;
        if (tls == null) {
            connector = new ServerConnector(server, plain);
        } else {
            http.addCustomizer(new SecureRequestCustomizer(false));
            connector = new ServerConnector(
                    server, new SslConnectionFactory(tls.contextFactory(), plain.getProtocol()), plain);
        }
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(settings.idle().toMillis());
        connector.setShutdownIdleTimeout(SHUTDOWN_IDLE_MILLIS);
        connector.setAcceptedTcpNoDelay(true);
        return connector;
    }

    /**
     * Ends streams and WebSockets so that their clients come back, lets requests under way end, and stops: those that take
     * longer are cut off. Blocks for at most twice the settings' time and a little. Stopping twice is harmless.
     */
    public void stop() {
        Javalin stopping;
        synchronized (this) {
            stopping = javalin;
            javalin = null;
        }
        if (stopping == null) {
            return;
        }
        CompletableFuture<?>[] told = faces.stream().map(Face::stopping).toArray(CompletableFuture<?>[]::new);
        streams.finishAll();
        await(CompletableFuture.allOf(told));
        try {
            stopping.stop();
        } catch (JavalinException e) {
            if (!(e.getCause() instanceof TimeoutException)) {
                throw e;
            }
            LOG.info("some requests did not end in time, and were cut off by the gateway's stop"); // it has stopped
        }
    }

    /** Jetty's stop cuts off who has been silent for a moment, whatever is on its way to them. */
    private void await(CompletableFuture<Void> told) {
        try {
            told.get(settings.stop().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.info("some clients were not told in time that the gateway stops");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
