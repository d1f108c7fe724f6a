package dev.hearth.journal;

/**
 * Keeps an interrupt of this thread away from file channels, which it would close for everybody, and gives it back at the
 * end. Confined to one thread.
 */
final class InterruptShield implements AutoCloseable {
    private boolean pending = Thread.interrupted();

    /** Takes in an interrupt that came in the meantime. */
    void absorb() {
        pending |= Thread.interrupted();
    }

    @Override
    public void close() {
        if (pending) {
            Thread.currentThread().interrupt();
        }
    }
}
