package dev.hearth.bridge;

import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.zeromq.ZMQ;
import zmq.pipe.Pipe;
import zmq.socket.pubsub.Dist;
import zmq.socket.pubsub.XPub;

/**
 * What waits for each subscriber of a socket, in bytes: JeroMQ bounds it by messages alone, and a few hundred large ones for
 * somebody who does not read are more than this process has. JeroMQ shows nobody how far a subscriber has read, so this reads
 * it from JeroMQ's own pipes. Confined to the socket's thread.
 */
final class Subscribers {
    /** With this high-water mark for a start, a pipe says of each message that it has left. */
    static final int FIRST_HIGH_WATER = 1;

    private static final Field DIST = field(XPub.class, "dist");
    private static final Field PIPES = field(Dist.class, "pipes");
    private static final Field WRITTEN = field(Pipe.class, "msgsWritten");
    private static final Field READ = field(Pipe.class, "peersMsgsRead");

    private final Dist dist;
    private final int highWater;
    private final int receiveHighWater;
    private final long boundBytes;
    private final Map<Pipe, Backlog> known = new HashMap<>(); // a pipe equals itself alone
    private int deaf;

    /** The sizes of what waits for a subscriber, in its order. */
    private static final class Backlog {
        private final Deque<Integer> sizes = new ArrayDeque<>();
        private long bytes;
        private long written;
        private long readAt; // when it last read, or had nothing to read
        private boolean shut;
    }

    /**
     * The subscribers of a socket, which was made with {@link #FIRST_HIGH_WATER}.
     *
     * @param highWater how many messages may wait for one
     * @param boundBytes how many bytes; a message that is longer may wait alone
     */
    Subscribers(ZMQ.Socket socket, int highWater, long boundBytes) {
        this.dist = (Dist) get(DIST, socket.base());
        this.highWater = highWater;
        this.receiveHighWater = socket.getRcvHWM();
        this.boundBytes = boundBytes;
    }

    private static Field field(Class<?> of, String name) {
        try {
            Field field = of.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("JeroMQ is another one than this was written for", e);
        }
    }

    private static Object get(Field field, Object of) {
        try {
            return field.get(of);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long number(Field field, Pipe of) {
        try {
            return field.getLong(of);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private List<Pipe> pipes() {
        return (List<Pipe>) get(PIPES, dist);
    }

    /**
     * Whether a message of so many bytes may be sent now. It may not while somebody who reads has no room for it; one that has had
     * none for long enough, and has read nothing, is left out of what is sent next.
     */
    boolean admit(int size, long now, long patienceNanos) {
        look(now);
        for (Backlog each : known.values()) {
            if (isFull(each, size) && now - each.readAt < patienceNanos) {
                return false;
            }
        }
        deaf = 0;
        known.forEach((pipe, backlog) -> {
            if (isFull(backlog, size)) {
                deaf++;
                pipe.setHwms(receiveHighWater, backlog.sizes.size());
                backlog.shut = true;
            }
        });
        return true;
    }

    int count() {
        return pipes().size();
    }

    /** The bytes that wait for the one for whom most wait. */
    long mostWaiting() {
        return known.values().stream().mapToLong(backlog -> backlog.bytes).max().orElse(0);
    }

    /** How many were left out of the last message. */
    int deaf() {
        return deaf;
    }

    private boolean isFull(Backlog backlog, int size) {
        return backlog.sizes.size() >= highWater || (backlog.bytes > 0 && backlog.bytes + size > boundBytes);
    }

    /** The message was sent. */
    void sent(int size) {
        known.forEach((pipe, backlog) -> {
            long written = number(WRITTEN, pipe);
            if (written != backlog.written) {
                backlog.written = written;
                backlog.sizes.add(size);
                backlog.bytes += size;
            }
            if (backlog.shut) {
                backlog.shut = false;
                pipe.setHwms(receiveHighWater, highWater);
            }
        });
    }

    /** Sees who has come and gone, and what has been read. */
    private void look(long now) {
        List<Pipe> pipes = pipes();
        if (known.size() > pipes.size()) {
            known.keySet().removeIf(pipe -> !pipes.contains(pipe));
        }
        for (int i = 0; i < pipes.size(); i++) {
            Pipe pipe = pipes.get(i);
            Backlog backlog = known.get(pipe);
            if (backlog == null) {
                backlog = new Backlog();
                backlog.written = number(WRITTEN, pipe);
                known.put(pipe, backlog);
                pipe.setHwms(receiveHighWater, highWater);
            }
            long waiting = backlog.written - number(READ, pipe);
            if (backlog.sizes.isEmpty() || backlog.sizes.size() > waiting) {
                backlog.readAt = now;
            }
            while (backlog.sizes.size() > waiting) {
                backlog.bytes -= backlog.sizes.remove();
            }
        }
    }
}
