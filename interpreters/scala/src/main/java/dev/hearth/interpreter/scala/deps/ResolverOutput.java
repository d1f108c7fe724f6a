package dev.hearth.interpreter.scala.deps;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where Spark's resolver prints, line by line. Thread-safe.
 *
 * <p>Spark puts this stream in the place of {@code System.out} while it resolves: what other threads print meanwhile goes where it
 * went before.
 */
final class ResolverOutput extends OutputStream {
    private static final int MOST_LINES = 5_000;

    private final Thread resolver = Thread.currentThread();
    private final PrintStream others;
    private final Consumer<String> listener;
    private final List<String> lines = new ArrayList<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /** For a resolver on the calling thread; {@code listener} is told each of its lines. */
    ResolverOutput(PrintStream others, Consumer<String> listener) {
        this.others = others;
        this.listener = listener;
    }

    PrintStream stream() {
        return new PrintStream(this, true, StandardCharsets.UTF_8);
    }

    /** What the resolver printed. */
    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void write(int oneByte) {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (Thread.currentThread() != resolver) {
            others.write(bytes, offset, length);
            return;
        }
        List<String> whole = new ArrayList<>();
        synchronized (this) {
            for (int i = offset; i < offset + length; i++) {
                if (bytes[i] == '\n') {
                    whole.add(line.toString(StandardCharsets.UTF_8).stripTrailing());
                    line.reset();
                } else {
                    line.write(bytes[i]);
                }
            }
            if (lines.size() < MOST_LINES) {
                lines.addAll(whole);
            }
        }
        whole.forEach(listener);
    }
}
