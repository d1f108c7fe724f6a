package dev.hearth.interpreter.python;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The end of what the child's interpreter itself writes: why it could not start, where it crashed. Thread-safe; {@link #run}
 * reads until the stream ends, on a thread of its own, so that the child never waits for us.
 */
final class StderrTail implements Runnable {
    private static final int KEPT_BYTES = 8192;

    private final InputStream source;
    private final byte[] ring = new byte[KEPT_BYTES];
    private long total;

    StderrTail(InputStream source) {
        this.source = source;
    }

    @Override
    public void run() {
        byte[] chunk = new byte[1024];
        try {
            for (int got = source.read(chunk); got >= 0; got = source.read(chunk)) {
                keep(chunk, got);
            }
        } catch (IOException e) {
            // The stream was closed with the process; what we have is what there is.
        }
    }

    /** What is kept, from its first whole line if something was dropped. */
    synchronized String text() {
        int size = (int) Math.min(total, KEPT_BYTES);
        byte[] kept = new byte[size];
        for (int i = 0; i < size; i++) {
            kept[i] = ring[(int) ((total - size + i) % KEPT_BYTES)];
        }
        String text = new String(kept, StandardCharsets.UTF_8);
        return (total > KEPT_BYTES ? text.substring(text.indexOf('\n') + 1) : text).strip();
    }

    private synchronized void keep(byte[] chunk, int length) {
        for (int i = 0; i < length; i++) {
            ring[(int) (total++ % KEPT_BYTES)] = chunk[i];
        }
    }
}
