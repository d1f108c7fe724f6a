package dev.hearth.bridge;

import dev.hearth.protocol.zmq.Signing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.zeromq.ZMQ;

/** All parts of one kernel's bridge, and their threads: made, wired, and ended in order. Used by one thread but for {@link #end}. */
final class Bridge {
    private static final long STOP_MILLIS = 2000;

    private final boolean keepSession;
    private final boolean joins; // a session that is not its own
    private final ZMQ.Context context;
    private final WakeUp wake;
    private final GatewayLink link;
    private final Relay relay;
    private final KernelSockets sockets;
    private final Thread thread = new Thread(this::run, "hearth-zmq");
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private volatile boolean stopping;

    /** How it ends. */
    private record End(int exitCode, boolean keepSession) {}

    private Bridge(Arguments arguments, ConnectionFile connection, GatewayApi api, BridgeLog log)
            throws BridgeException, IOException {
        this.keepSession = arguments.keepSession();
        Signing signing = signing(connection);
        String name = UUID.randomUUID().toString();
        wake = new WakeUp();
        Inbox inbox = new Inbox(wake::ring);
        link = new GatewayLink(api, arguments, name, inbox, log, wake::ring);
        joins = !arguments.joining().isNew();
        context = ZMQ.context(1);
        context.setThreadFactor((task, purpose) -> {
            Thread thread = new Thread(task, "hearth-" + purpose);
            thread.setDaemon(true);
            return thread;
        });
        sockets = KernelSockets.bind(context, connection, wake.source());
        Heartbeat.start(context, connection);
        relay = new Relay(
                sockets, signing, link, inbox, arguments, new OwnMessages(name, Clock.systemUTC()), log, new Told());
    }

    private static Signing signing(ConnectionFile connection) throws BridgeException {
        try {
            return Signing.of(connection.scheme(), connection.key());
        } catch (IllegalArgumentException e) {
            throw new BridgeException(BridgeException.CONNECTION, "the connection file: " + e.getMessage());
        }
    }

    /** Binds the sockets and begins to serve. */
    static Bridge start(Arguments arguments, BridgeLog log) throws BridgeException, IOException {
        ConnectionFile connection = ConnectionFile.read(arguments.connection());
        arguments.gateway().check();
        Path caFile = arguments.caFile();
        GatewayApi api = new GatewayApi(caFile.toString().isEmpty() ? null : Trust.in(caFile));
        Bridge bridge = new Bridge(arguments, connection, api, log);
        bridge.thread.setDaemon(true);
        bridge.thread.start();
        if (!bridge.joins) { // else its history is for the first who subscribes
            bridge.link.start();
        }
        return bridge;
    }

    private final class Told implements Relay.Ending {
        @Override
        public void shutDown() {
            end.complete(new End(0, joins));
        }

        @Override
        public void sessionOver() {
            end.complete(new End(1, false));
        }
    }

    /** Ends it, from outside: the session goes on if that was asked for. Returns at once. */
    void end(int exitCode) {
        end.complete(new End(exitCode, keepSession));
    }

    /** Waits for the end, and ends everything in order; gives the exit code. */
    int await() {
        End how = end.join();
        link.close(how.keepSession());
        stopping = true;
        wake.ring();
        try {
            CompletableFuture.runAsync(this::stopSockets, task -> {
                        Thread closer = new Thread(task, "hearth-close");
                        closer.setDaemon(true);
                        closer.start();
                    })
                    .get(STOP_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            // What clients have not taken by now stays behind.
        }
        return how.exitCode();
    }

    private void stopSockets() {
        try {
            thread.join(STOP_MILLIS);
            context.term();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (sockets) {
            while (!stopping) {
                relay.turn();
                wake.clear();
                relay.relay();
            }
        } catch (RuntimeException | Error e) {
            end.complete(new End(1, false));
            throw e;
        }
    }
}
