package dev.hearth.gateway.http;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A bounded number of places for clients that stay. Thread-safe. */
public final class Places {
    private final int bound;
    private final String what;
    private final AtomicInteger taken = new AtomicInteger();

    /**
     * So many places.
     *
     * @param what who takes them, for the message: {@code event streams}
     */
    public Places(int bound, String what) {
        this.bound = bound;
        this.what = what;
    }

    /**
     * Takes a place.
     *
     * @throws GatewayException with {@code TOO_MANY_CONNECTIONS} if there is none
     */
    public void take() {
        if (taken.incrementAndGet() > bound) {
            taken.decrementAndGet();
            throw full();
        }
    }

    /**
     * Takes none, but refuses in the same way.
     *
     * @throws GatewayException with {@code TOO_MANY_CONNECTIONS} if there is none
     */
    public void check() {
        if (taken.get() >= bound) {
            throw full();
        }
    }

    private GatewayException full() {
        return new GatewayException(
                ErrorCode.TOO_MANY_CONNECTIONS,
                "the bound of " + bound + " " + what + " is reached",
                Map.of("bound", String.valueOf(bound)));
    }

    /** Gives a place back. */
    public void leave() {
        taken.decrementAndGet();
    }

    /** How many are taken. */
    public int taken() {
        return taken.get();
    }
}
