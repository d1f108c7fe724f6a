package dev.hearth.interpreter.scala.show;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table as lines of text. Stateless. */
final class TableText {
    private static final int COLUMN_CHARS = 40;

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
        for (List<@Nullable String> row : table.rows()) {
            for (int i = 0; i < count; i++) {
                widths[i] = Math.max(widths[i], length(cell(row.get(i))));
            }
        }
        StringBuilder out = new StringBuilder();
        line(out, names, widths, table);
        for (int i = 0; i < count; i++) {
            out.append(i == 0 ? "" : "-+-").append("-".repeat(widths[i]));
        }
        out.append('\n');
        int shown = 0;
        for (List<@Nullable String> row : table.rows()) {
            int before = out.length();
            String[] cells = new String[count];
            for (int i = 0; i < count; i++) {
                cells[i] = cell(row.get(i));
            }
            line(out, cells, widths, table);
            if (Texts.bytes(out) > limit) {
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
        return start.replaceAll("\\p{Cntrl}", " ");
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
