package dev.hearth.interpreter.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import scala.Option;

/** How functions are called, from what Spark knows of them. Stateless. */
final class FunctionUsage {
    private static final int MOST = 3;
    private static final int MOST_LINES = 1_000;

    private FunctionUsage() {}

    /** {@code date_trunc(fmt, ts)}; several ways with bars between; empty if Spark does not say. */
    static String signature(SparkSession spark, String function) {
        return info(spark, function)
                .map(info -> signature(info.getUsage(), info.getName()))
                .orElse("");
    }

    /** The lines that a command about a function returns. */
    static List<String> lines(SparkSession spark, String command) {
        List<String> lines = new ArrayList<>();
        for (Row row : spark.sql(command).takeAsList(MOST_LINES)) {
            lines.add(row.getString(0));
        }
        return lines;
    }

    private static Optional<ExpressionInfo> info(SparkSession spark, String function) {
        return SparkInside.state(spark).flatMap(state -> {
            FunctionIdentifier name = new FunctionIdentifier(function);
            Option<ExpressionInfo> info = state.functionRegistry().lookupFunction(name);
            info = info.isDefined() ? info : state.tableFunctionRegistry().lookupFunction(name);
            return info.isDefined() ? Optional.of(info.get()) : Optional.empty();
        });
    }

    static String signature(String usage, String name) {
        List<String> ways = new ArrayList<>();
        String mark = name + "(";
        int at = usage == null ? -1 : usage.indexOf(mark);
        while (at >= 0 && ways.size() < MOST) {
            int end = close(usage, at + mark.length());
            String way = name + "("
                    + Texts.oneLine(usage.substring(at + mark.length(), end)).strip() + ")";
            if (startsLine(usage, at) && !ways.contains(way)) {
                ways.add(way);
            }
            at = usage.indexOf(mark, end);
        }
        return String.join(" | ", ways);
    }

    /** What stands in the middle of a line is an example of a call, or a sentence about one. */
    private static boolean startsLine(String usage, int at) {
        int line = usage.lastIndexOf('\n', at) + 1;
        return usage.substring(line, at).isBlank();
    }

    private static int close(String text, int from) {
        int depth = 1;
        for (int i = from; i < text.length(); i++) {
            depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return text.length();
    }
}
