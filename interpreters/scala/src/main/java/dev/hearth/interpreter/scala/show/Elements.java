package dev.hearth.interpreter.scala.show;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;

/**
 * The first elements of a collection that is there already. Immutable.
 *
 * @param total how many elements it has
 */
record Elements(List<@Nullable Object> first, long total) {
    /** The elements of a strict sequence, set or array of objects, of Scala or of Java; empty for everything else. */
    static Optional<Elements> of(@Nullable Object value, int most) {
        if (value instanceof scala.collection.Seq<?> sequence) {
            return isLazy(value) ? Optional.empty() : Optional.of(take(sequence.iterator(), sequence.size(), most));
        }
        if (value instanceof scala.collection.Set<?> set) {
            return Optional.of(take(set.iterator(), set.size(), most));
        }
        if (value instanceof Object[] array) {
            List<@Nullable Object> first =
                    new ArrayList<>(Arrays.asList(array).subList(0, Math.min(most, array.length)));
            return Optional.of(new Elements(first, array.length));
        }
        if (value instanceof Collection<?> collection) {
            List<@Nullable Object> first = new ArrayList<>();
            for (Object each : collection) {
                if (first.size() >= most) {
                    break;
                }
                first.add(each);
            }
            return Optional.of(new Elements(first, collection.size()));
        }
        return Optional.empty();
    }

    private static boolean isLazy(Object value) {
        String name = value.getClass().getName();
        return name.startsWith("scala.collection.immutable.LazyList")
                || name.startsWith("scala.collection.immutable.Stream")
                // Computed, too, and perhaps of more elements than can be counted.
                || value instanceof scala.collection.immutable.Range
                || value instanceof scala.collection.immutable.NumericRange<?>;
    }

    private static Elements take(Iterator<?> iterator, long total, int most) {
        List<@Nullable Object> first = new ArrayList<>();
        while (first.size() < most && iterator.hasNext()) {
            first.add(iterator.next());
        }
        return new Elements(first, total);
    }
}
