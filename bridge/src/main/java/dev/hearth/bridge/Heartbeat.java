package dev.hearth.bridge;

import dev.hearth.protocol.Channel;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/** Sends back what comes on the heartbeat's socket, on a thread of its own, so that it answers whatever else happens. */
final class Heartbeat {
    private final ZMQ.Socket socket;

    private Heartbeat(ZMQ.Socket socket) {
        this.socket = socket;
    }

    /** Binds the socket and begins; it ends with the context. */
    static void start(ZMQ.Context context, ConnectionFile connection) throws BridgeException {
        Heartbeat heartbeat = new Heartbeat(KernelSockets.open(context, connection, Channel.HEARTBEAT));
        Thread thread = new Thread(heartbeat::echo, "hearth-heartbeat");
        thread.setDaemon(true);
        thread.start();
    }

    private void echo() {
        try (socket) {
            while (true) {
                byte[] frame = socket.recv(0);
                if (frame != null) {
                    socket.send(frame, socket.hasReceiveMore() ? ZMQ.SNDMORE : 0);
                }
            }
        } catch (ZMQException e) {
            // The context has ended.
        }
    }
}
