package dev.hearth.bridge;

import java.io.IOException;
import java.util.function.Consumer;

/** Finds a gateway, again before each try to reach it. Confined to the thread that asks. */
interface GatewayDoor {
    /** Whether it can be found at all. */
    void check() throws BridgeException;

    /**
     * Where it is now. May block for minutes while a gateway is started.
     *
     * @param tell is told what the caller waits for
     * @throws IOException if it is nowhere now, with a reason for the user
     * @throws BridgeException if it is of no use to try again
     */
    Door open(Consumer<String> tell) throws BridgeException, IOException, InterruptedException;

    /** Whether another gateway with another token may take its place, so that a refused token is no last word. */
    boolean changes();
}
