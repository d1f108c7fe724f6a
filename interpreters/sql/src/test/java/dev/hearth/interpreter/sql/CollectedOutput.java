package dev.hearth.interpreter.sql;

import dev.hearth.interpreter.CellContext;
import dev.hearth.interpreter.InputNotAllowedException;
import dev.hearth.interpreter.OutputSink;
import dev.hearth.interpreter.Progress;
import dev.hearth.protocol.MimeBundle;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.StreamName;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Keeps what a cell displays. Thread-safe. */
final class CollectedOutput implements CellContext, OutputSink {
    final List<MimeBundle> displays = new CopyOnWriteArrayList<>();
    volatile boolean interrupted;

    @Override
    public OutputSink output() {
        return this;
    }

    @Override
    public String input(String prompt, boolean password) throws InputNotAllowedException {
        throw new InputNotAllowedException();
    }

    @Override
    public boolean interrupted() {
        return interrupted;
    }

    @Override
    public void stream(StreamName name, byte[] utf8, int offset, int length) {
        throw new AssertionError("SQL prints nothing");
    }

    @Override
    public void display(MimeBundle bundle, @Nullable RawJson transientData, List<ByteBuffer> buffers) {
        displays.add(bundle);
    }

    @Override
    public void updateDisplay(MimeBundle bundle, String displayId) {
        throw new AssertionError("no display is updated");
    }

    @Override
    public void clear(boolean wait) {
        throw new AssertionError("nothing is cleared");
    }

    @Override
    public void broadcast(String messageType, RawJson content, RawJson metadata, List<ByteBuffer> buffers) {
        throw new AssertionError("nothing is broadcast");
    }

    @Override
    public void progress(Progress progress) {}
}
