package dev.hearth.interpreter.scala.deps;

import java.util.Optional;

/** The Spark that cells run on, as far as jars concern it. Thread-safe; calls may wait until it has started. */
public interface SparkSide {
    /** No Spark: jars are for the driver alone. */
    SparkSide NONE = new SparkSide() {
        @Override
        public Optional<String> conf(String key) {
            return Optional.empty();
        }

        @Override
        public void addJar(String path) {}
    };

    /** A property of Spark's configuration. */
    Optional<String> conf(String key);

    /** Makes a jar of this machine visible to executors. */
    void addJar(String path);
}
