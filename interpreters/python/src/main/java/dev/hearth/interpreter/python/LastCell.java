package dev.hearth.interpreter.python;

import dev.hearth.interpreter.Cell;
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

/**
 * The cell to which belongs what is asked between cells. Immutable.
 *
 * @param id its id, or empty before the first
 * @param tag the tag of its Spark jobs, or empty
 * @param subshell its subshell, or null for the main shell
 */
record LastCell(String id, String tag, @Nullable String subshell, CellContext context) {
    static final LastCell NONE = new LastCell("", "", null, new Nobody());

    static LastCell of(Cell cell, CellContext context) {
        return new LastCell(cell.id(), cell.jobTag(), cell.subshellId(), context);
    }

    /** Before the first cell: what is said is lost, and nobody can be asked. */
    private static final class Nobody implements CellContext, OutputSink {
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
            return false;
        }

        @Override
        public void stream(StreamName name, byte[] utf8, int offset, int length) {}

        @Override
        public void display(MimeBundle bundle, @Nullable RawJson transientData, List<ByteBuffer> buffers) {}

        @Override
        public void updateDisplay(MimeBundle bundle, String displayId) {}

        @Override
        public void clear(boolean wait) {}

        @Override
        public void broadcast(String messageType, RawJson content, RawJson metadata, List<ByteBuffer> buffers) {}

        @Override
        public void progress(Progress progress) {}
    }
}
