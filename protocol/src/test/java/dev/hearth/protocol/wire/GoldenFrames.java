package dev.hearth.protocol.wire;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Frames recorded from real clients and servers; see {@code src/test/golden} for how. */
final class GoldenFrames {
    private GoldenFrames() {}

    static byte[] read(String name) {
        try (var in = GoldenFrames.class.getResourceAsStream("/golden/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("no golden frame " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] concat(Iterable<java.nio.ByteBuffer> pieces) {
        var out = new java.io.ByteArrayOutputStream();
        for (var piece : pieces) {
            byte[] bytes = new byte[piece.remaining()];
            piece.duplicate().get(bytes);
            out.writeBytes(bytes);
        }
        return out.toByteArray();
    }
}
