package dev.hearth.interpreter.scala.show;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells what a value is without touching classes that may not be there. Stateless. */
public final class Kinds {
    private static final String DATASET = "org.apache.spark.sql.Dataset";
    static final String ROW = "org.apache.spark.sql.Row";

    private Kinds() {}

    /** Whether it is a Dataset of Spark's. */
    public static boolean isDataset(@Nullable Object value) {
        return value != null && isA(value.getClass(), DATASET);
    }

    /** Whether {@code type} is, extends or implements what is called {@code name}. */
    static boolean isA(Class<?> type, String name) {
        Deque<Class<?>> open = new ArrayDeque<>();
        Set<Class<?>> seen = new HashSet<>();
        open.add(type);
        while (!open.isEmpty()) {
            Class<?> each = open.remove();
            if (!seen.add(each)) {
                continue;
            }
            if (each.getName().equals(name)) {
                return true;
            }
            if (each.getSuperclass() != null) {
                open.add(each.getSuperclass());
            }
            open.addAll(Set.of(each.getInterfaces()));
        }
        return false;
    }

    /** Whether it is a type of the platform, which has no views of its own. */
    static boolean isPlatform(Class<?> type) {
        String name = type.getName();
        return name.startsWith("java.")
                || name.startsWith("javax.")
                || name.startsWith("jdk.")
                || name.startsWith("sun.")
                || name.startsWith("scala.")
                || name.startsWith("org.apache.spark.");
    }
}
