package dev.hearth.interpreter.sql;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.StructField;

/** A table in plain text, with its summary below. Confined to one call. */
final class PlainTable {
    private final ResultTable table;
    private final int columns;
    private final int[] widths;
    private final boolean[] right;
    private final StringBuilder out = new StringBuilder();

    private PlainTable(ResultTable table, int columns) {
        this.table = table;
        this.columns = columns;
        this.widths = new int[columns];
        this.right = new boolean[columns];
    }

    /** The text of {@code table} with at most {@code columnLimit} columns. */
    static String of(ResultTable table, int columnLimit) {
        return new PlainTable(table, Math.min(table.schema().length(), columnLimit)).text();
    }

    private String text() {
        StructField[] fields = table.schema().fields();
        String[] names = new String[columns];
        for (int i = 0; i < columns; i++) {
            names[i] = cell(fields[i].name());
            widths[i] = length(names[i]);
            right[i] = ResultTable.numeric(fields[i]);
        }
        List<String[]> lines = new ArrayList<>();
        table.rows().forEach(row -> add(row, lines));
        line(names);
        for (int i = 0; i < columns; i++) {
            out.append(i == 0 ? "" : "-+-").append("-".repeat(widths[i]));
        }
        out.append('\n');
        lines.forEach(this::line);
        return out.append('(').append(table.summary(columns)).append(')').toString();
    }

    /** One line for a row; where values are shown whole, as many as its longest text has. */
    private void add(List<ShownCell> row, List<String[]> lines) {
        boolean whole = table.limits().width() == 0;
        int height = 1;
        String[][] parts = new String[columns][];
        for (int i = 0; i < columns; i++) {
            String text = row.get(i).text();
            parts[i] = whole ? text.stripTrailing().split("\\R", -1) : new String[] {text};
            height = Math.max(height, parts[i].length);
        }
        for (int h = 0; h < height; h++) {
            String[] line = new String[columns];
            for (int i = 0; i < columns; i++) {
                line[i] = h < parts[i].length ? cell(parts[i][h]) : "";
                widths[i] = Math.max(widths[i], length(line[i]));
            }
            lines.add(line);
        }
    }

    private String cell(String text) {
        int width = table.limits().width();
        // Cut before escaping too: a value may be thousands of times wider than its column.
        return width == 0 ? Texts.oneLine(text) : Texts.cut(Texts.oneLine(Texts.cut(text, width + 1)), width);
    }

    private void line(String[] cells) {
        for (int i = 0; i < columns; i++) {
            int space = widths[i] - length(cells[i]);
            out.append(i == 0 ? "" : " | ").append(right[i] ? " ".repeat(space) : "");
            out.append(cells[i]).append(right[i] || i == columns - 1 ? "" : " ".repeat(space));
        }
        out.append('\n');
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
