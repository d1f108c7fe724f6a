package dev.hearth.interpreter.python;

import java.util.concurrent.CompletionStage;

/** Where Python finds the session's Spark. Thread-safe. */
@FunctionalInterface
public interface SparkAttachment {
    /**
     * The Py4J server of the JVM whose default session is the one to use. Python starts without waiting for it. If the stage
     * fails, the message of its exception is shown to those who use Spark in a cell.
     */
    CompletionStage<SparkEndpoint> endpoint();
}
