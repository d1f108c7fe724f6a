package dev.hearth.gateway.config;

/**
 * Bounds of what clients and drivers may ask for. Immutable.
 *
 * @param body the longest body of a REST request
 * @param frame the longest WebSocket message of a client
 * @param message the longest message of a driver
 * @param shellQueue the most requests of one session that wait for the shell
 * @param sessions the most sessions that are not dead
 * @param batches the most batches that have not ended
 * @param concurrentStarts the most drivers that are being started at once; further ones wait
 * @param connections the most WebSockets of clients
 * @param eventStreams the most open event streams and followed logs
 * @param outputLog the bound of what one driver keeps of its output for a gateway that is away
 */
public record Limits(
        ByteSize body,
        ByteSize frame,
        ByteSize message,
        int shellQueue,
        int sessions,
        int batches,
        int concurrentStarts,
        int connections,
        int eventStreams,
        ByteSize outputLog) {

    private static final ByteSize KIBIBYTE = new ByteSize(1024);
    private static final ByteSize GIBIBYTE = ByteSize.ofMebibytes(1024);
    private static final int MANY = 1_000_000;
    private static final int MOST_STARTS = 1000;

    public Limits {
        Ranges.require("body", body, KIBIBYTE, GIBIBYTE);
        Ranges.require("frame", frame, KIBIBYTE, GIBIBYTE);
        Ranges.require("message", message, ByteSize.ofMebibytes(1), GIBIBYTE);
        Ranges.require("shell-queue", shellQueue, 1, MANY);
        Ranges.require("sessions", sessions, 1, MANY);
        Ranges.require("batches", batches, 1, MANY);
        Ranges.require("concurrent-starts", concurrentStarts, 1, MOST_STARTS);
        Ranges.require("connections", connections, 1, MANY);
        Ranges.require("event-streams", eventStreams, 1, MANY);
        Ranges.require("output-log", outputLog, ByteSize.ofMebibytes(1), new ByteSize(Long.MAX_VALUE));
    }

    /** A driver's start keeps a core busy. */
    private static int startsAtOnce() {
        return Math.min(Math.max(2, Runtime.getRuntime().availableProcessors()), MOST_STARTS);
    }

    /** Bounds that suit one machine. */
    public static Limits defaults() {
        return new Limits(
                ByteSize.ofMebibytes(16),
                ByteSize.ofMebibytes(64),
                ByteSize.ofMebibytes(256),
                1024,
                100,
                100,
                startsAtOnce(),
                1000,
                1000,
                ByteSize.ofMebibytes(256));
    }
}
