package dev.hearth.interpreter.scala;

import java.util.Objects;
import java.util.function.Supplier;

/**
 * A name that cells find defined from the start, such as {@code spark}. Immutable.
 *
 * @param name a Scala identifier
 * @param scalaTypeText its type as Scala writes it: {@code org.apache.spark.sql.SparkSession}
 * @param value asked once, on the thread of the first cell that uses the name; may block, its output goes to no cell
 */
public record Binding(String name, String scalaTypeText, Supplier<?> value) {
    public Binding {
        if (!name.matches("[A-Za-z][A-Za-z0-9_]*")) {
            throw new IllegalArgumentException("not a plain identifier: " + name);
        }
        Objects.requireNonNull(scalaTypeText, "scalaTypeText");
        Objects.requireNonNull(value, "value");
    }

    /** The definition whose right side asks {@link hearth.Bindings} for {@code key}; evaluated lazily, never serialised. */
    String definition(String key) {
        return "@_root_.scala.transient lazy val %s: %s = _root_.hearth.Bindings.get(\"%s\").asInstanceOf[%s]"
                .formatted(name, scalaTypeText, key, scalaTypeText);
    }
}
