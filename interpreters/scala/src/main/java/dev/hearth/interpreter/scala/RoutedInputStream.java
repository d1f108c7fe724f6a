package dev.hearth.interpreter.scala;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/** Reads from the stream of the moment. Thread-safe if the targets are. */
final class RoutedInputStream extends InputStream {
    private final Supplier<InputStream> target;

    RoutedInputStream(Supplier<InputStream> target) {
        this.target = target;
    }

    @Override
    public int read() throws IOException {
        return target.get().read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        return target.get().read(into, offset, length);
    }

    @Override
    public int available() throws IOException {
        return target.get().available();
    }
}
