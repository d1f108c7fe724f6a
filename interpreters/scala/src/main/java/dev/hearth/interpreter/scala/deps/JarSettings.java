package dev.hearth.interpreter.scala.deps;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How jars are found and where they go. Immutable.
 *
 * @param spark whose executors get them, and whose configuration says which repositories are asked
 * @param patience how long a cell waits for what it asks for
 * @param present files that are there from the start; executors have them already
 */
public record JarSettings(SparkSide spark, Duration patience, List<Path> present) {
    /** Jars for the driver alone. */
    public static final JarSettings DEFAULTS = new JarSettings(SparkSide.NONE, Duration.ofMinutes(10));

    public JarSettings {
        Objects.requireNonNull(spark, "spark");
        Objects.requireNonNull(patience, "patience");
        present = List.copyOf(present);
    }

    /** None from the start. */
    public JarSettings(SparkSide spark, Duration patience) {
        this(spark, patience, List.of());
    }

    /** The same with a Spark. */
    public JarSettings withSpark(SparkSide other) {
        return new JarSettings(other, patience, present);
    }

    /** The same with jars that are there from the start. */
    public JarSettings withPresent(List<Path> jars) {
        return new JarSettings(spark, patience, jars);
    }
}
