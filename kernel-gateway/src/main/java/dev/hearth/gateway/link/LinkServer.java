package dev.hearth.gateway.link;

import dev.hearth.gateway.session.SessionSettings;
import dev.hearth.gateway.session.Sessions;
import dev.hearth.protocol.link.LinkFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeRequest;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeResponse;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServerContainer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets drivers in at {@value #PATH}. Thread-safe. Owns one thread, {@code hearth-link-timer}.
 *
 * <p>A driver proves itself in its hello, not by a token. What is asked for before: the link's sub-protocol, a connection
 * of this machine or TLS (unless the settings allow others), and no {@code Origin} header, which only a browser sends.
 */
public final class LinkServer implements AutoCloseable {
    /** Where drivers dial. */
    public static final String PATH = "/link";

    private static final Logger LOG = LoggerFactory.getLogger(LinkServer.class);
    private static final int MOST_STRANGERS = 256;

    private final Sessions sessions;
    private final LinkRule rule;
    private final FrameBuffer.Stock stock = new FrameBuffer.Stock(LinkFrame.MAX_FRAME_BYTES);
    private final ScheduledThreadPoolExecutor timer;
    private final Set<LinkEndpoint> open = ConcurrentHashMap.newKeySet();
    private final Set<LinkEndpoint> strangers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger links = new AtomicInteger();

    /** Links of these sessions' drivers. */
    public LinkServer(Sessions sessions) {
        this.sessions = sessions;
        this.rule = new LinkRule(sessions.settings().plainLinks());
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "hearth-link-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        long heartbeat = sessions.settings().timeouts().heartbeat().toNanos();
        timer.scheduleWithFixedDelay(this::keepAlive, heartbeat, heartbeat, TimeUnit.NANOSECONDS);
    }

    /** Adds the link's path to a container; its other limits do not matter here. */
    public void map(JettyWebSocketServerContainer container) {
        container.addMapping(PATH, this::letIn);
    }

    private @Nullable Object letIn(JettyServerUpgradeRequest request, JettyServerUpgradeResponse response)
            throws IOException {
        if (!request.hasSubProtocol(LinkFrame.SUBPROTOCOL)) {
            response.sendError(400, "expected the sub-protocol " + LinkFrame.SUBPROTOCOL);
            return null;
        }
        if (request.getHeader("Origin") != null) {
            response.sendForbidden("links are for drivers, not for pages");
            return null;
        }
        if (!rule.allows(request.getRemoteSocketAddress(), request.getLocalSocketAddress(), request.isSecure())) {
            LOG.warn(
                    "a link from {} was refused: it is neither of this machine nor TLS",
                    request.getRemoteSocketAddress());
            response.sendForbidden("a link must use TLS unless it comes from the gateway's own machine");
            return null;
        }
        if (strangers.size() >= MOST_STRANGERS) {
            response.sendError(503, "too many links wait for their hello");
            return null;
        }
        response.setAcceptedSubProtocol(LinkFrame.SUBPROTOCOL);
        response.setExtensions(List.of()); // compressing costs more than it saves here
        return new LinkEndpoint(this);
    }

    Sessions sessions() {
        return sessions;
    }

    SessionSettings settings() {
        return sessions.settings();
    }

    FrameBuffer.Stock stock() {
        return stock;
    }

    /** How many links stand. */
    public int links() {
        return links.get();
    }

    void opened(LinkEndpoint link) {
        open.add(link);
        strangers.add(link);
    }

    void accepted(LinkEndpoint link) {
        if (strangers.remove(link)) {
            links.incrementAndGet();
        }
    }

    void closed(LinkEndpoint link) {
        if (open.remove(link) && !strangers.remove(link)) {
            links.decrementAndGet();
        }
    }

    Future<?> after(Duration delay, Runnable task) {
        try {
            return timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closing) {
            return CompletableFuture.completedFuture(null);
        }
    }

    /** All in one round: a wake-up for each of a thousand idle links would be most of what they cost. */
    private void keepAlive() {
        for (LinkEndpoint link : open) {
            try {
                link.keepAlive();
            } catch (RuntimeException e) {
                LOG.error("a link could not be looked after", e);
            }
        }
    }

    /** Closes all links; drivers dial again until another gateway answers. Twice is harmless. */
    @Override
    public void close() {
        timer.shutdownNow();
        for (LinkEndpoint link : Set.copyOf(open)) {
            link.close("the gateway stops");
        }
    }
}
