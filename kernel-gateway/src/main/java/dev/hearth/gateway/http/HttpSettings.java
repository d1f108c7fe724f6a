package dev.hearth.gateway.http;

import java.time.Duration;

/**
 * Bounds and time-outs of the server. Immutable.
 *
 * @param bodyBytes the longest body of a request
 * @param streams the most open event streams and followed logs
 * @param idle after which a connection without traffic is closed; not those of streams and WebSockets
 * @param stop how long, when the server stops, it is waited for the last words to WebSockets, and then for requests under way
 * @param threads the most threads that serve requests
 */
public record HttpSettings(int bodyBytes, int streams, Duration idle, Duration stop, int threads) {
    /** The fewest threads with which the server runs. */
    private static final int FEWEST_THREADS = 8;

    public HttpSettings {
        if (bodyBytes < 1 || streams < 1 || threads < FEWEST_THREADS) {
            throw new IllegalArgumentException("bounds of the server must be positive, threads at least 8");
        }
    }

    /** 16 MiB bodies, 1000 streams, two minutes idle, 5 s to stop, 64 threads. */
    public static HttpSettings defaults() {
        return new HttpSettings(16 << 20, 1000, Duration.ofMinutes(2), Duration.ofSeconds(5), 64);
    }
}
