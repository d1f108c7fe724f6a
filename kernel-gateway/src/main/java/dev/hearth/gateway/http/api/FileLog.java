package dev.hearth.gateway.http.api;

import dev.hearth.gateway.http.StreamAnswer;
import dev.hearth.gateway.session.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A driver's log in a file of this machine, followed until that driver is gone if that is wanted, and from its beginning
 * again when it was cut. One thread at a time, but for wake-ups.
 */
final class FileLog implements StreamAnswer.Source {
    private static final int PIECE_BYTES = 64 << 10;

    private final Session session;
    private final int incarnation;
    private final FileChannel file;
    private final Path folder;
    private final LogWatch watch;
    private final SessionSignals signals;
    private final boolean follow;
    private final Runnable told = this::wake;
    private final AtomicReference<@Nullable Runnable> waiting = new AtomicReference<>();
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
    private long position;
    private boolean over; // the driver had ended before the file was read to its end

    private FileLog(
            Session session, FileChannel file, Path folder, LogWatch watch, SessionSignals signals, boolean follow) {
        this.session = session;
        this.incarnation = session.view().incarnation();
        this.file = file;
        this.folder = folder;
        this.watch = watch;
        this.signals = signals;
        this.follow = follow;
    }

    /**
     * Opens a log.
     *
     * @param tail begin so many lines before the end; negative for the beginning
     */
    static FileLog open(Session session, Path log, int tail, boolean follow, LogWatch watch, SessionSignals signals)
            throws IOException {
        FileChannel file = FileChannel.open(log, StandardOpenOption.READ);
        Path parent = log.toAbsolutePath().getParent();
        FileLog opened = new FileLog(session, file, parent == null ? log : parent, watch, signals, follow);
        try {
            if (tail >= 0) {
                opened.position = beforeLines(file, tail);
            }
            if (follow) {
                watch.add(opened.folder, opened.told);
                signals.add(session.id(), opened.told);
            }
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    /** Where the last lines begin. */
    private static long beforeLines(FileChannel file, int lines) throws IOException {
        long end = file.size();
        long from = end;
        int found = 0;
        ByteBuffer block = ByteBuffer.allocate(PIECE_BYTES);
        while (from > 0) {
            int count = (int) Math.min(PIECE_BYTES, from);
            block.clear().limit(count);
            while (block.hasRemaining() && file.read(block, from - count + block.position()) >= 0) {
                // Read on until the block is full.
            }
            for (int i = block.position() - 1; i >= 0; i--) {
                boolean lineEnd = block.get(i) == '\n';
                if (lineEnd && from - count + i + 1 < end && ++found == lines) {
                    return from - count + i + 1;
                }
                if (lines == 0) {
                    return end;
                }
            }
            from -= count;
        }
        return 0;
    }

    @Override
    public @Nullable ByteBuffer next() throws IOException {
        over = driverIsOver(); // asked first: what it wrote until then is in the file
        if (file.size() < position) {
            position = 0; // it was cut: what came since begins anew
        }
        piece.clear();
        int read = file.read(piece, position);
        if (read <= 0) {
            return null;
        }
        position += read;
        return piece.flip();
    }

    private boolean driverIsOver() {
        return session.isOver(incarnation);
    }

    @Override
    public boolean ended() {
        return !follow || over;
    }

    @Override
    public boolean endsWhenQuiet() {
        return true;
    }

    @Override
    public void whenMore(Runnable wake) {
        waiting.set(wake);
        try {
            if (file.size() != position || driverIsOver()) {
                wake();
            }
        } catch (IOException e) {
            wake(); // next() will say it
        }
    }

    private void wake() {
        Runnable wake = waiting.getAndSet(null);
        if (wake != null) {
            wake.run();
        }
    }

    @Override
    public void close() {
        watch.remove(folder, told);
        signals.remove(session.id(), told);
        try {
            file.close();
        } catch (IOException e) {
            // It was open for reading only.
        }
    }
}
