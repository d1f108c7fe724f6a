package dev.hearth.interpreter.scala.deps;

import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/** The jars of a session's SparkContext. Thread-safe; loaded only where there is Spark. */
public final class SparkJars implements SparkSide {
    private final Supplier<SparkSession> session;

    /** The Spark of a session that is asked for when it is needed. */
    public SparkJars(Supplier<SparkSession> session) {
        this.session = session;
    }

    @Override
    public Optional<String> conf(String key) {
        try {
            scala.Option<String> value = context().getConf().getOption(key);
            return value.isDefined() ? Optional.of(value.get()) : Optional.empty();
        } catch (IllegalStateException noSpark) {
            return Optional.empty();
        }
    }

    @Override
    public void addJar(String path) {
        context().addJar(path);
    }

    private SparkContext context() {
        try {
            return session.get().sparkContext();
        } catch (RuntimeException noSpark) {
            throw new IllegalStateException(String.valueOf(noSpark.getMessage()), noSpark);
        }
    }
}
