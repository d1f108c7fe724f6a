package dev.hearth.interpreter.scala;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scala.runtime.ScalaRunTime;

/**
 * The text of a cell's values, which the user's own objects write: what runs beneath this may be stopped like a cell, and what
 * it throws is the cell's. Stateless.
 */
final class UserText {
    private static final int MOST_ELEMENTS = 1000;

    private UserText() {}

    /** What a Scala shell says of a cell that ran. */
    static String of(List<Definition> definitions, CellObject values) {
        StringBuilder text = new StringBuilder();
        for (Definition each : definitions) {
            if (each.shown()) {
                text.append(each.head());
                if (each.hasValue()) {
                    Optional<Object> value = values.value(each);
                    text.append(" = ").append(ScalaRunTime.replStringOf(value.orElse(null), MOST_ELEMENTS));
                } else {
                    text.append('\n');
                }
            }
        }
        return text.toString();
    }

    /** A value without its name and type. */
    static String of(@Nullable Object value) {
        return ScalaRunTime.stringOf(value, MOST_ELEMENTS);
    }

    /** The same with every element. */
    static String whole(@Nullable Object value) {
        return ScalaRunTime.stringOf(value, Integer.MAX_VALUE);
    }
}
