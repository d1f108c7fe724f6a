package dev.hearth.interpreter.python;

import dev.hearth.interpreter.CellContext;
import dev.hearth.interpreter.InputNotAllowedException;
import dev.hearth.interpreter.OutputSink;
import dev.hearth.interpreter.Progress;
import dev.hearth.protocol.MimeBundle;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.StreamName;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A context that does what another does, to be overridden in part. */
abstract class ForwardingContext implements CellContext, OutputSink {
    final RecordingContext inner;

    ForwardingContext(RecordingContext inner) {
        this.inner = inner;
    }

    @Override
    public OutputSink output() {
        return this;
    }

    @Override
    public String input(String prompt, boolean password) throws InputNotAllowedException, InterruptedException {
        return inner.input(prompt, password);
    }

    @Override
    public boolean interrupted() {
        return inner.interrupted();
    }

    @Override
    public void stream(StreamName name, byte[] utf8, int offset, int length) throws InterruptedException {
        inner.stream(name, utf8, offset, length);
    }

    @Override
    public void display(MimeBundle bundle, @Nullable RawJson transientData, List<ByteBuffer> buffers)
            throws InterruptedException {
        inner.display(bundle, transientData, buffers);
    }

    @Override
    public void updateDisplay(MimeBundle bundle, String displayId) throws InterruptedException {
        inner.updateDisplay(bundle, displayId);
    }

    @Override
    public void clear(boolean wait) throws InterruptedException {
        inner.clear(wait);
    }

    @Override
    public void broadcast(String messageType, RawJson content, RawJson metadata, List<ByteBuffer> buffers)
            throws InterruptedException {
        inner.broadcast(messageType, content, metadata, buffers);
    }

    @Override
    public void progress(Progress progress) {
        inner.progress(progress);
    }
}
