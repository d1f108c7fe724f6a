package dev.hearth.gateway.http.api;

import dev.hearth.gateway.http.StreamAnswer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A file of this machine from its beginning to the end that it has when it is read to there. One thread at a time. */
final class WholeFile implements StreamAnswer.Source {
    private static final int PIECE_BYTES = 64 << 10;

    private final FileChannel file;
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);

    WholeFile(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.READ);
    }

    @Override
    public @Nullable ByteBuffer next() throws IOException {
        piece.clear();
        return file.read(piece) <= 0 ? null : piece.flip();
    }

    @Override
    public void whenMore(Runnable wake) {
        wake.run();
    }

    @Override
    public boolean ended() {
        return true;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            // It was open for reading only.
        }
    }
}
