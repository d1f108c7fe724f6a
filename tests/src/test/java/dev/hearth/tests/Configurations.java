package dev.hearth.tests;

import java.nio.file.Files;
import java.nio.file.Path;

/** Configurations of gateways under test. Only functions. */
final class Configurations {
    private Configurations() {}

    /**
     * Sessions in which Spark does not start, and Python runs all the same: they are there in a second or two. Drivers that a
     * failing test leaves behind end soon.
     *
     * @param more further keys at the top
     */
    static String pythonAlone(String more) {
        return """
                profiles:
                  default:
                    python: %s
                    memory: 512m
                    compiler: first-tier
                    spark-conf:
                      spark.master: no-such-master
                timeouts:
                  orphan: 2m
                  stop: 5s
                """.formatted(Environment.python()) + more;
    }

    /**
     * Sessions with Spark on two cores.
     *
     * @param more further keys at the top
     */
    static String spark(String more) {
        return """
                profiles:
                  default:
                    python: %s
                    memory: 1g
                    spark-conf:
                      spark.master: local[2]
                      spark.ui.enabled: "false"
                      spark.sql.shuffle.partitions: "2"
                timeouts:
                  orphan: 2m
                """.formatted(Environment.python()) + more;
    }

    /** Writes what {@link GatewayProcess} takes for the gateway on {@code data}. */
    static void write(Path data, String configuration) throws Exception {
        Files.writeString(data.resolveSibling(data.getFileName() + ".yaml"), configuration);
    }
}
