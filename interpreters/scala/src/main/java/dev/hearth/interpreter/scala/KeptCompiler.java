package dev.hearth.interpreter.scala;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import scala.tools.nsc.interactive.Global;

/**
 * The compiler for questions about code, kept from one question to the next: to make it, and to have it read what every
 * question needs, takes longer than most answers. Every question is a unit of its own in it, in a package of its own. What it
 * has read of earlier cells it does not read again, so it is given up when a cell is compiled. Guarded by the lock of {@link
 * Repl}.
 */
final class KeptCompiler {
    /** What questions leave behind in a compiler adds up. */
    private static final int MOST_QUESTIONS = 100;

    private @Nullable Global kept;
    private int questions;

    /** The compiler for one more question, made by {@code fresh} if there is none. */
    Global get(Supplier<Global> fresh) {
        if (questions >= MOST_QUESTIONS) {
            forget();
        }
        Global compiler = kept;
        if (compiler == null) {
            compiler = kept = fresh.get();
        }
        questions++;
        compiler.reporter().reset();
        return compiler;
    }

    /** The next question gets a new one. The thread that every such compiler has ends soon. */
    void forget() {
        if (kept != null) {
            kept.askShutdown();
        }
        kept = null;
        questions = 0;
    }
}
