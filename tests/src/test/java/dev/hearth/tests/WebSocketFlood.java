package dev.hearth.tests;

import java.nio.ByteBuffer;

/** Sends one message of many fragments, up to a size or until the other end closes. */
final class WebSocketFlood {
    private static final int FRAGMENT = 1 << 20;

    private WebSocketFlood() {}

    static void send(KernelClient client, long bytes) {
        ByteBuffer fragment = ByteBuffer.allocate(FRAGMENT);
        try {
            for (long sent = 0; sent < bytes && client.closeCode() == 0; sent += FRAGMENT) {
                client.sendFragment(fragment.clear());
            }
        } catch (Exception e) {
            // The other end has closed: what the caller waits for.
        }
    }
}
