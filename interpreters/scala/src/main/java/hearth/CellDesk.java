package hearth;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the cell of the calling thread does for names such as {@code display}. Implementations are thread-safe, and of use to the
 * threads of a cell after its end.
 *
 * <p>Bodies are texts by MIME type: JSON for JSON types, base64 for images but SVG.
 */
public interface CellDesk {
    /** {@code rows} of {@link #show}: as many as the session's setting says. */
    int USUAL_ROWS = -1;

    /** {@code rows} of {@link #show}: all rows, and texts uncut. */
    int ALL_ROWS = Integer.MAX_VALUE;

    /** The desk of the calling thread's cell. Fails with a sentence on executors and on threads that no cell started. */
    static CellDesk current() {
        return (CellDesk) Bindings.get("display");
    }

    /**
     * Shows a value as the result of a cell is shown.
     *
     * @param id under which it can be updated later; empty for none
     * @param rows the most rows of a table
     */
    void show(@Nullable Object value, String id, int rows);

    /** Replaces what is shown under {@code id}, wherever it is. */
    void update(@Nullable Object value, String id);

    /** Shows bodies, or ({@code update}) puts them in the place of what is shown under {@code id}. */
    void publish(Map<String, String> bodies, Map<String, String> metadata, String id, boolean update);

    /** Clears the cell's output, at once or ({@code wait}) when the next output comes. */
    void clear(boolean wait);

    /** Asks the person in front of the client for a line; empty if the client cannot be asked. */
    Optional<String> input(String prompt, boolean password);

    /** The cell's standard output. */
    PrintStream out();

    /** The cell's standard error. */
    PrintStream err();

    /** The cell's standard input. */
    InputStream in();

    /** From now on values of a type are shown by {@code view}, which makes bodies of them. */
    void register(Class<?> type, Function<Object, Map<String, String>> view);

    /** Makes jars, each a path or a URL, visible to later cells and to executors. */
    void addJars(List<String> locations);

    /** How many rows of a table are shown. */
    int rows();

    /** Says how many rows of a table are shown from now on; 0 shows none and runs no Spark job for them. */
    void rows(int most);
}
