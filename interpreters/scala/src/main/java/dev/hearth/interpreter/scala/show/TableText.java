package dev.hearth.interpreter.scala.show;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A table as lines of text. Stateless. */
final class TableText {
    private static final int COLUMN_CHARS = 40;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private TableText() {}

    /** Writes a table whose columns stand below each other, as far as they fit into {@code limit} bytes. */
    static String write(Table table, int limit, String hint) {
        int count = table.columns().size();
        int[] widths = new int[count];
        String[] names = new String[count];
        for (int i = 0; i < count; i++) {
            names[i] = cell(table.columns().get(i).name());
            widths[i] = length(names[i]);
        }
        List<String[]> rows = rows(table, limit);
        for (String[] row : rows) {
            for (int i = 0; i < count; i++) {
                widths[i] = Math.max(widths[i], length(row[i]));
            }
        }
        StringBuilder out = new StringBuilder();
        line(out, names, widths, table);
        for (int i = 0; i < count; i++) {
            out.append(i == 0 ? "" : "-+-").append("-".repeat(widths[i]));
        }
        out.append('\n');
        int shown = 0;
        long bytes = Texts.bytes(out);
        for (String[] row : rows) {
            int before = out.length();
            line(out, row, widths, table);
            bytes += Texts.bytes(out.substring(before));
            if (bytes > limit) {
                out.setLength(before);
                break;
            }
            shown++;
        }
        out.append('(').append(table.summary(shown));
        if (table.cut(shown) && !hint.isEmpty()) {
            out.append("; ").append(hint);
        }
        return out.append(')').toString();
    }

    /** The rows that may fit: lines are not shorter than their cells. */
    private static List<String[]> rows(Table table, int limit) {
        List<String[]> rows = new ArrayList<>();
        long chars = 0;
        for (List<@Nullable String> row : table.rows()) {
            if (chars > limit) {
                break;
            }
            String[] cells = new String[table.columns().size()];
            for (int i = 0; i < cells.length; i++) {
                cells[i] = cell(row.get(i));
                chars += length(cells[i]) + 1;
            }
            rows.add(cells);
        }
        return rows;
    }

    private static void line(StringBuilder out, String[] cells, int[] widths, Table table) {
        for (int i = 0; i < cells.length; i++) {
            String space = " ".repeat(widths[i] - length(cells[i]));
            boolean last = i == cells.length - 1;
            out.append(i == 0 ? "" : " | ");
            out.append(table.columns().get(i).number() ? space + cells[i] : last ? cells[i] : cells[i] + space);
        }
        out.append('\n');
    }

    private static String cell(@Nullable String text) {
        if (text == null) {
            return "null";
        }
        String start = Texts.cut(text, COLUMN_CHARS);
        return CONTROL.matcher(start).replaceAll(" ");
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
