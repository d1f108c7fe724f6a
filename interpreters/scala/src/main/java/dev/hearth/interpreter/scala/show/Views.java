package dev.hearth.interpreter.scala.show;

import hearth.Shown;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The views of values in one session. Thread-safe. */
public final class Views {
    private static final String HTML = "text/html";
    private static final int TEXT_TABLE_BYTES = 64 * 1024;

    /** Under a table that not even {@code displayAll} shows whole. */
    private static final String MOST = "that is the most that is shown";

    private final List<OwnViews.Registered> registered = new CopyOnWriteArrayList<>();
    private volatile ViewLimits limits;

    /** Views within limits. */
    public Views(ViewLimits limits) {
        this.limits = limits;
    }

    /** The limits of the moment. */
    public ViewLimits limits() {
        return limits;
    }

    /** How many rows are shown from now on. */
    public void rows(int most) {
        limits = limits.withRows(Math.min(most, Integer.MAX_VALUE - 1));
    }

    /** Values of {@code type} are shown by {@code view} from now on; the last word counts. */
    public void register(Class<?> type, Function<Object, Map<String, String>> view) {
        // Values come in boxes, also those of a type that users know as a primitive one.
        Class<?> boxed = MethodType.methodType(type).wrap().returnType();
        registered.add(0, new OwnViews.Registered(boxed, view));
    }

    /** Whether somebody registered a view for any type. */
    public boolean anyRegistered() {
        return !registered.isEmpty();
    }

    /**
     * The view of a value, or empty if its text is all there is to say. May run a Spark job, and calls methods of the value.
     *
     * @param name what the value is called in code: {@code res3}; empty if it has no name
     */
    public Optional<View> of(@Nullable Object value, String name, ViewLimits within) {
        if (value == null) {
            return Optional.empty();
        }
        for (OwnViews.Registered each : registered) {
            if (each.type().isInstance(value)) {
                return Optional.of(View.of(each.view().apply(value), Map.of(), ""));
            }
        }
        if (value instanceof CharSequence
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Character) {
            return Optional.empty();
        }
        if (value instanceof Shown shown) {
            return Optional.of(OwnViews.of(shown));
        }
        Class<?> type = value.getClass();
        Optional<View> own = Kinds.isPlatform(type) ? Optional.empty() : OwnViews.of(value);
        if (own.isPresent()) {
            return own;
        }
        if (Kinds.isA(type, "java.awt.image.RenderedImage")) {
            return Pictures.of(value);
        }
        if (within.rows() == 0) {
            return Optional.empty();
        }
        if (Kinds.isDataset(value)) {
            return ofDataset(value, name, within);
        }
        return ValueTables.of(value, within)
                .map(table -> View.of(HTML, TableHtml.write(table, within.bytes(), whole(name, within))));
    }

    private static Optional<View> ofDataset(Object dataset, String name, ViewLimits within) {
        if (SparkTables.isStreaming(dataset)) {
            String sentence = "(a stream has no rows to show: start a query with writeStream)";
            return Optional.of(new View(Map.of(), Map.of(), sentence, ""));
        }
        if (!SparkTables.hasColumns(dataset)) {
            return Optional.empty();
        }
        Table table = SparkTables.of(dataset, within);
        String called = name.isEmpty() ? "x" : name;
        String hint = within.whole() ? "" : "display(" + called + ", rows = n) shows n, displayAll(" + called + ") all";
        String text = TableText.write(table, Math.min(within.bytes(), TEXT_TABLE_BYTES), hint);
        String html = TableHtml.write(table, within.bytes(), within.whole() ? MOST : hint);
        return Optional.of(new View(Map.of(HTML, html), Map.of(), text, ""));
    }

    private static String whole(String name, ViewLimits within) {
        return within.whole() ? MOST : "displayAll(" + (name.isEmpty() ? "x" : name) + ") shows all";
    }
}
