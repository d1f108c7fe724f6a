package dev.hearth.interpreter.sql;

import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;

/** Geometries and geographies, which Spark has from 4.1 on. Stateless. */
final class Shapes {
    private Shapes() {}

    /** The WKB of a value of those types; null for any other. */
    static byte @Nullable [] bytes(Object value) {
        String name = value.getClass().getName();
        if (!name.equals("org.apache.spark.sql.types.Geometry")
                && !name.equals("org.apache.spark.sql.types.Geography")) {
            return null;
        }
        try {
            return value.getClass().getMethod("getBytes").invoke(value) instanceof byte[] bytes ? bytes : null;
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            return null;
        }
    }
}
