package dev.hearth.interpreter.scala;

import dev.hearth.interpreter.scala.show.View;
import dev.hearth.interpreter.scala.show.ViewLimits;
import dev.hearth.interpreter.scala.show.Views;
import dev.hearth.protocol.MimeBundle;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the values of one session are shown, and what its cells said about that. Thread-safe. */
final class Showing {
    /** More than any client bears; what it holds in memory, a cell's result holds anyway. */
    private static final int UNCUT_BYTES = 32 * 1024 * 1024;

    /** Of these the text is all there is unless somebody registered a view; values need not be looked up. */
    private static final Set<String> SIMPLE =
            Set.of("Int", "Long", "Double", "Boolean", "String", "Unit", "Char", "Float", "Short", "Byte", "Null");

    private final Views views;
    private final int resultBytes;
    private volatile boolean types = true;
    private volatile boolean truncation = true;

    Showing(ScalaSettings settings) {
        views = new Views(settings.views());
        resultBytes = settings.resultBytes();
    }

    Views views() {
        return views;
    }

    boolean types() {
        return types;
    }

    /** Whether results are written with their types. */
    void types(boolean on) {
        types = on;
    }

    boolean truncation() {
        return truncation;
    }

    /** Whether long results are cut. */
    void truncation(boolean on) {
        truncation = on;
    }

    void rows(int most) {
        views.rows(most);
    }

    /** How much of a result's text is shown now. */
    int textBytes() {
        return truncation ? resultBytes : UNCUT_BYTES;
    }

    /** A result with everything that there is to show of it. */
    MimeBundle rich(Renderer.Result result) {
        return rich(result, views.limits());
    }

    MimeBundle rich(Renderer.Result result, ViewLimits limits) {
        String text = types ? result.text() : withoutType(result);
        if (result.name().isEmpty() || (SIMPLE.contains(result.type()) && !views.anyRegistered())) {
            return MimeBundle.text(text);
        }
        Optional<View> view = result.value().flatMap(value -> views.of(value, result.name(), limits));
        return view.map(shown -> shown.bundle(joined(text, shown))).orElseGet(() -> MimeBundle.text(text));
    }

    private static String withoutType(Renderer.Result result) {
        String typed = result.name() + ": " + result.type() + " = ";
        return result.name().isEmpty() ? result.text() : result.text().replace(typed, result.name() + " = ");
    }

    private static String joined(String text, View view) {
        return view.text().isEmpty() ? text : text + "\n" + view.text();
    }

    /** The view of a value that is shown by itself; empty if its text is all there is to say. */
    Optional<MimeBundle> bundle(@Nullable Object value, ViewLimits limits) {
        return views.of(value, "", limits).map(view -> view.bundle(joined(text(value), view)));
    }

    /** The id that a value brings along; empty for none. */
    static String idOf(@Nullable Object value) {
        return value instanceof hearth.Shown shown ? shown.shownId() : "";
    }

    /** The text of a value, cut. */
    String text(@Nullable Object value) {
        return ResultText.cut(UserText.of(value), textBytes());
    }
}
