package dev.hearth.interpreter.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.QueryContext;
import org.apache.spark.QueryContextType;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;

/**
 * Where in a cell an error is. Immutable.
 *
 * @param cell the whole cell
 * @param start index of the first {@code char} at fault
 * @param end index behind the last one, at least {@code start}
 */
record ErrorPlace(String cell, int start, int end) {
    private static final int LINE_WIDTH = 200;

    /** The place that Spark names, moved from the statement into the cell; empty if it names none that fits. */
    static Optional<ErrorPlace> find(Throwable error, String cell, Statement statement) {
        String text = statement.text();
        if (error instanceof SparkThrowable spark && spark.getQueryContext() != null) {
            for (QueryContext context : spark.getQueryContext()) {
                Optional<ErrorPlace> place = ofContext(context, text)
                        .map(range -> new ErrorPlace(cell, statement.start() + range[0], statement.start() + range[1]));
                if (place.isPresent()) {
                    return place;
                }
            }
        }
        if (error instanceof AnalysisException analysis
                && analysis.line().isDefined()
                && analysis.startPosition().isDefined()) {
            int at = index(text, (Integer) analysis.line().get(), (Integer)
                    analysis.startPosition().get());
            if (at >= 0) {
                int start = statement.start() + at;
                return Optional.of(new ErrorPlace(cell, start, start + tokenLength(text, at)));
            }
        }
        return Optional.empty();
    }

    /** Spark counts code points, and both ends belong to the range. A place in a view's text is not one in ours. */
    private static Optional<int[]> ofContext(QueryContext context, String text) {
        if (context.contextType() != QueryContextType.SQL
                || !context.objectType().isEmpty()
                || context.startIndex() < 0
                || context.stopIndex() < context.startIndex()
                || context.stopIndex() >= text.codePointCount(0, text.length())) {
            return Optional.empty();
        }
        int start = text.offsetByCodePoints(0, context.startIndex());
        int end = text.offsetByCodePoints(0, context.stopIndex() + 1);
        return Optional.of(new int[] {start, end});
    }

    /** Index of a 1-based line and a 0-based column in code points, or -1 if there is no such place. */
    private static int index(String text, int line, int column) {
        int at = 0;
        for (int i = 1; i < line; i++) {
            at = text.indexOf('\n', at) + 1;
            if (at == 0) {
                return -1;
            }
        }
        int lineEnd = text.indexOf('\n', at);
        int stop = lineEnd < 0 ? text.length() : lineEnd;
        return column < 0 || column > text.codePointCount(at, stop) ? -1 : text.offsetByCodePoints(at, column);
    }

    private static int tokenLength(String text, int at) {
        if (at >= text.length()) {
            return 0;
        }
        Token token = SqlLexer.tokens(text.substring(at)).get(0);
        return token.significant() ? token.end() : 0;
    }

    /** Line of the cell, from 1. */
    int line() {
        return (int) cell.substring(0, start).chars().filter(c -> c == '\n').count() + 1;
    }

    /** Column in code points, from 1. */
    int column() {
        return cell.codePointCount(lineStart(), start) + 1;
    }

    private int lineStart() {
        return start == 0 ? 0 : cell.lastIndexOf('\n', start - 1) + 1;
    }

    /** The line at fault, with the one before it, and carets under the fault. */
    List<String> excerpt() {
        List<String> lines = new ArrayList<>();
        int from = lineStart();
        int stop = cell.indexOf('\n', from);
        String text = cell.substring(from, stop < 0 ? cell.length() : stop).stripTrailing();
        int number = line();
        int gutter = Integer.toString(number).length();
        if (from > 0) {
            int before = from >= 2 ? cell.lastIndexOf('\n', from - 2) + 1 : 0;
            lines.add(gutter(number - 1, gutter)
                    + Texts.cut(cell.substring(before, from - 1).stripTrailing(), LINE_WIDTH));
        }
        int column = Math.min(start - from, text.length());
        int skipped = column > LINE_WIDTH - 40 ? column - 40 : 0;
        lines.add(gutter(number, gutter) + Texts.cut(text.substring(skipped), LINE_WIDTH));
        int width = Math.max(1, Math.min(end, from + Math.min(text.length(), skipped + LINE_WIDTH)) - start);
        // Tabs stay tabs, so that the carets stand under the fault whatever their width.
        String indent = text.substring(skipped, column).replaceAll("[^\t]", " ");
        lines.add(" ".repeat(gutter) + " | " + indent + "^".repeat(width));
        return lines;
    }

    private static String gutter(int number, int width) {
        String digits = Integer.toString(number);
        return " ".repeat(width - digits.length()) + digits + " | ";
    }
}
