package dev.hearth.interpreter.python;

import dev.hearth.interpreter.OutputSink;
import dev.hearth.protocol.RawJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the debugger's events go: to the sink of the latest request. Thread-safe. */
final class DebugEvents {
    private volatile @Nullable OutputSink sink;

    void to(OutputSink latest) {
        sink = latest;
    }

    void say(RawJson event) throws InterruptedException {
        OutputSink to = sink;
        if (to != null) {
            to.broadcast("debug_event", event, RawJson.EMPTY_OBJECT, List.of());
        }
    }
}
