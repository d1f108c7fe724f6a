package dev.hearth.interpreter.scala.deps;

import java.time.Duration;
import java.util.Objects;

/**
 * How jars are found and where they go. Immutable.
 *
 * @param spark whose executors get them, and whose configuration says which repositories are asked
 * @param patience how long a cell waits for what it asks for
 */
public record JarSettings(SparkSide spark, Duration patience) {
    /** Jars for the driver alone. */
    public static final JarSettings DEFAULTS = new JarSettings(SparkSide.NONE, Duration.ofMinutes(10));

    public JarSettings {
        Objects.requireNonNull(spark, "spark");
        Objects.requireNonNull(patience, "patience");
    }

    /** The same with a Spark. */
    public JarSettings withSpark(SparkSide other) {
        return new JarSettings(other, patience);
    }
}
