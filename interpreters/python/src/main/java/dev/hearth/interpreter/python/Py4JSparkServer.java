package dev.hearth.interpreter.python;

import org.apache.spark.SparkConf;
import org.apache.spark.api.python.Py4JServer;

/**
 * Spark's own Py4J server, through which the child reaches this JVM: on the loopback interface, on a port that the system
 * picks, with a random secret. Thread-safe. The class of Spark is not part of its public API, but has been the same from
 * 4.0 to 4.3.
 */
public final class Py4JSparkServer implements AutoCloseable {
    private final Py4JServer server;

    private Py4JSparkServer(Py4JServer server) {
        this.server = server;
    }

    /**
     * Starts a server. The secret's length is {@code spark.authenticate.secretBitLength} of {@code conf}.
     *
     * @throws IllegalStateException if this JVM's environment switches pinned threads off, without which a cell's jobs cannot
     *     be told from another's
     */
    public static Py4JSparkServer start(SparkConf conf) {
        if ("false".equalsIgnoreCase(System.getenv("PYSPARK_PIN_THREAD"))) {
            throw new IllegalStateException("PYSPARK_PIN_THREAD=false in the driver's environment: Python cells need"
                    + " pinned threads, take it out");
        }
        Py4JServer server = new Py4JServer(conf);
        server.start();
        return new Py4JSparkServer(server);
    }

    /** Where the child connects to. */
    public SparkEndpoint endpoint() {
        return new SparkEndpoint(server.getListeningPort(), server.secret());
    }

    @Override
    public void close() {
        server.shutdown();
    }
}
