package dev.hearth.interpreter.sql;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;

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

    /** The catalog knows Spark's own functions by the names they are called by; the registries, from 4.2 on, do not. */
    private static Optional<ExpressionInfo> info(SparkSession spark, String function) {
        try {
            return SparkInside.catalog(spark)
                    .map(catalog -> catalog.lookupFunctionInfo(new FunctionIdentifier(function)));
        } catch (Exception | AssertionError e) {
            return Optional.empty();
        }
    }

    /** A function written in SQL has a JSON text in place of its usage. */
    private static String ofSql(String usage, String name) {
        try {
            JsonNode facts = Json.parse(RawJson.of(usage));
            return name + "(" + facts.path("sqlFunction.inputParam").asText() + ") returns "
                    + facts.path("sqlFunction.returnType").asText();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    static String signature(String usage, String name) {
        if (usage != null && usage.startsWith("{")) {
            return ofSql(usage, name);
        }
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
