package dev.hearth.interpreter.scala.show;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The first rows of a Dataset as JSON or as lines of comma-separated values, every value whole. Stateless. */
public final class DataframeTexts {
    private static final Pattern TO_QUOTE = Pattern.compile("[\",\\r\\n]");

    private DataframeTexts() {}

    /**
     * A view by format. Whole rows as far as they fit into what a client bears.
     *
     * @param format {@code json} or {@code csv}
     * @param note told if fewer rows fit than were asked for
     */
    public static View of(@Nullable Object value, String format, int rows, Consumer<String> note) {
        if (value == null || !Kinds.isDataset(value)) {
            throw new IllegalArgumentException("the cell does not end in a DataFrame");
        }
        ViewLimits limits = ViewLimits.UNCUT.withRows(rows);
        if (format.equals("json")) {
            SparkTables.Taken<String> taken = SparkTables.json(value, limits);
            Fitting text = new Fitting("[", limits.bytes());
            for (int i = 0;
                    i < taken.rows().size()
                            && text.add((i == 0 ? "" : ",") + taken.rows().get(i));
                    i++) {}
            tell(text, taken.rows().size(), taken.more(), rows, limits, note);
            return View.of("application/json", text.out.append(']').toString());
        }
        Table table = SparkTables.of(value, limits);
        Fitting text = new Fitting(
                line(table.columns().stream().map(Table.Column::name).toList()), limits.bytes());
        for (int i = 0; i < table.rows().size() && text.add(line(table.rows().get(i))); i++) {}
        tell(text, table.rows().size(), table.total() < 0, rows, limits, note);
        return View.of(Map.of("text/plain", text.out.toString()), Map.of(), "");
    }

    private static void tell(
            Fitting text, int taken, boolean more, int asked, ViewLimits limits, Consumer<String> note) {
        if (text.rows < taken || (more && taken < asked)) {
            note.accept("%%dataframe: cut: the first " + text.rows + " rows, which is what fits into " + limits.bytes()
                    + " bytes");
        }
    }

    private static String line(List<? extends @Nullable String> cells) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            out.append(i == 0 ? "" : ",");
            if (cell != null) {
                out.append(TO_QUOTE.matcher(cell).find() ? '"' + cell.replace("\"", "\"\"") + '"' : cell);
            }
        }
        return out.append('\n').toString();
    }

    /** Text that takes rows as long as they fit. Not thread-safe. */
    private static final class Fitting {
        private final StringBuilder out;
        private final int limit;
        private long bytes;
        private int rows;

        private Fitting(String head, int limit) {
            this.out = new StringBuilder(head);
            this.limit = limit;
            this.bytes = Texts.bytes(head);
        }

        private boolean add(String row) {
            bytes += Texts.bytes(row);
            if (bytes > limit) {
                return false;
            }
            out.append(row);
            rows++;
            return true;
        }
    }
}
