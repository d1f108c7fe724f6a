package dev.hearth.interpreter.scala;

import java.lang.reflect.Array;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Product;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

/** The first characters of a value, without computing more of it than they need. Used once. */
final class Preview {
    static final int LENGTH = 200;
    private static final int LEVELS = 5;

    private final StringBuilder text = new StringBuilder();

    private Preview() {}

    /** At most {@link #LENGTH} characters. */
    static String of(@Nullable Object value) {
        Preview preview = new Preview();
        try {
            preview.add(value, 0);
        } catch (RuntimeException | StackOverflowError | LinkageError itsOwn) {
            preview.text
                    .append("(its text could not be had: ")
                    .append(itsOwn.getClass().getName())
                    .append(')');
        }
        String text = preview.text.toString();
        if (text.length() <= LENGTH) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LENGTH - 2)) ? LENGTH - 2 : LENGTH - 1;
        return text.substring(0, end) + "…";
    }

    /** The bytes that a value of a simple type takes in memory, -1 for others. */
    static long sizeBytes(@Nullable Object value) {
        if (value instanceof String string) {
            return 40L + 2L * string.length();
        }
        if (value instanceof Number || value instanceof Boolean || value instanceof Character) {
            return 16;
        }
        if (value == null || !value.getClass().isArray()) {
            return -1;
        }
        Class<?> element = value.getClass().getComponentType();
        if (!element.isPrimitive()) {
            return -1;
        }
        int width = element == long.class || element == double.class
                ? 8
                : element == int.class || element == float.class
                        ? 4
                        : element == short.class || element == char.class ? 2 : 1;
        return 16L + (long) width * Array.getLength(value);
    }

    private boolean full() {
        return text.length() > LENGTH;
    }

    private void add(@Nullable Object value, int level) {
        if (full()) {
            return;
        }
        if (level > LEVELS) {
            text.append('…');
        } else if (value instanceof CharSequence characters) {
            text.append(characters, 0, Math.min(characters.length(), LENGTH + 1));
        } else if (value instanceof scala.collection.Map<?, ?> map && isStrict(map)) {
            elements("Map", map.iterator(), level);
        } else if (value instanceof scala.collection.Iterable<?> collection && isStrict(collection)) {
            elements(name(collection.getClass()), collection.iterator(), level);
        } else if (value instanceof Map<?, ?> map) {
            elements("Map", CollectionConverters.asScala(map).iterator(), level);
        } else if (value instanceof Iterable<?> collection
                && value.getClass().getName().startsWith("java.")) {
            elements(
                    name(value.getClass()),
                    CollectionConverters.asScala(collection).iterator(),
                    level);
        } else if (value != null && value.getClass().isArray()) {
            array(value, level);
        } else if (value instanceof Product product && (value instanceof Option || product.productArity() > 0)) {
            String prefix = product.productPrefix();
            elements(prefix.startsWith("Tuple") ? "" : prefix, product.productIterator(), level);
        } else {
            written(value);
        }
    }

    /** Whether its elements are there already, as far as can be told. */
    private static boolean isStrict(scala.collection.Iterable<?> collection) {
        return collection instanceof scala.collection.immutable.List<?>
                || (!(collection instanceof scala.collection.View<?>) && collection.knownSize() >= 0);
    }

    private static String name(Class<?> type) {
        String name = type.getSimpleName();
        return name.equals("$colon$colon") || name.startsWith("Nil") ? "List" : name.replaceAll("\\$.*|\\d+$", "");
    }

    private void elements(String name, Iterator<?> elements, int level) {
        text.append(name).append('(');
        boolean first = true;
        while (elements.hasNext() && !full()) {
            text.append(first ? "" : ", ");
            first = false;
            Object each = elements.next();
            if (name.equals("Map") && each instanceof scala.Tuple2<?, ?> pair) {
                add(pair._1(), level + 1);
                text.append(" -> ");
                add(pair._2(), level + 1);
            } else {
                add(each, level + 1);
            }
        }
        text.append(')');
    }

    private void array(Object array, int level) {
        text.append("Array(");
        for (int i = 0, length = Array.getLength(array); i < length && !full(); i++) {
            text.append(i == 0 ? "" : ", ");
            add(Array.get(array, i), level + 1);
        }
        text.append(')');
    }

    private void written(@Nullable Object value) {
        String all = String.valueOf(value);
        text.append(all, 0, Math.min(all.length(), LENGTH + 1));
    }
}
