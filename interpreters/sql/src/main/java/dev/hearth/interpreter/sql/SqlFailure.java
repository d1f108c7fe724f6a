package dev.hearth.interpreter.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.jspecify.annotations.Nullable;

/**
 * An exception of Spark in the words of the cell: error class, message without Spark's trimmings, SQLSTATE and place.
 * Immutable.
 *
 * @param ename the error class, {@code TABLE_OR_VIEW_NOT_FOUND}, or the exception's simple name
 * @param evalue the message
 */
record SqlFailure(String ename, String evalue, List<String> traceback) {
    private static final int CAUSES = 20;
    private static final Pattern TRIMMINGS = Pattern.compile(
            "\\s*SQLSTATE: [0-9A-Z]{5}|;?\\s*line \\d+,? pos \\d+;?\\s*$|\\s*\\(line \\d+, pos \\d+\\)\\s*$");
    private static final Pattern CLASS_PREFIX = Pattern.compile("^(\\{LINE:\\d+\\} )?\\[[A-Z][A-Z0-9_.]*\\]\\s*");

    SqlFailure {
        traceback = List.copyOf(traceback);
    }

    /**
     * Describes what came of a statement.
     *
     * @param statement the statement that failed, or null if none had begun
     * @param unbound by name, why a parameter of the statement has no value
     */
    static SqlFailure of(Throwable thrown, String cell, @Nullable Statement statement, Map<String, String> unbound) {
        Throwable error = telling(thrown);
        String condition = error instanceof SparkThrowable spark ? spark.getCondition() : null;
        String ename = condition == null || condition.isEmpty() ? name(error) : condition;
        String evalue = unbound(error, unbound).orElseGet(() -> message(error));
        Optional<ErrorPlace> place = statement == null ? Optional.empty() : ErrorPlace.find(error, cell, statement);

        List<String> lines = new ArrayList<>();
        lines.add("\u001b[31m" + ename + "\u001b[39m" + (evalue.isEmpty() ? "" : ": " + evalue));
        String state = error instanceof SparkThrowable spark ? spark.getSqlState() : null;
        List<String> facts = new ArrayList<>();
        if (state != null && !state.isEmpty()) {
            facts.add("SQLSTATE " + state);
        }
        place.ifPresent(p -> facts.add("line " + p.line() + ", column " + p.column()));
        if (!facts.isEmpty()) {
            lines.add(String.join(", ", facts));
        }
        place.ifPresent(p -> lines.addAll(p.excerpt()));
        if (place.isEmpty()) {
            causes(error, lines);
        }
        return new SqlFailure(ename, evalue, lines);
    }

    /** Spark says that a parameter has no value; we know why, and what to do. */
    private static Optional<String> unbound(Throwable error, Map<String, String> reasons) {
        if (!(error instanceof SparkThrowable spark) || !"UNBOUND_SQL_PARAMETER".equals(spark.getCondition())) {
            return Optional.empty();
        }
        String name = spark.getMessageParameters().getOrDefault("name", "");
        boolean quoted = name.length() > 2 && name.startsWith("`") && name.endsWith("`");
        String plain = quoted ? name.substring(1, name.length() - 1).replace("``", "`") : name;
        return Optional.ofNullable(reasons.get(plain));
    }

    /** The outermost exception with an error class; without one, the outermost. */
    private static Throwable telling(Throwable thrown) {
        Throwable at = thrown;
        for (int i = 0; at != null && i < CAUSES; i++, at = at.getCause()) {
            if (at instanceof SparkThrowable spark && spark.getCondition() != null) {
                return at;
            }
        }
        return thrown;
    }

    private static String name(Throwable error) {
        String name = error.getClass().getSimpleName();
        return name.isEmpty() ? error.getClass().getName() : name;
    }

    private static String message(Throwable error) {
        String text = error instanceof AnalysisException analysis ? analysis.getSimpleMessage() : error.getMessage();
        if (text == null) {
            return "";
        }
        int context = text.indexOf("\n== SQL");
        String message = (context < 0 ? text : text.substring(0, context)).strip();
        if (error instanceof SparkThrowable) {
            message = CLASS_PREFIX.matcher(message).replaceFirst("");
            message = TRIMMINGS.matcher(message).replaceAll("").strip();
        }
        return message;
    }

    private static void causes(Throwable error, List<String> lines) {
        Throwable cause = error.getCause();
        for (int i = 0; cause != null && i < CAUSES; i++, cause = cause.getCause()) {
            String text = message(cause);
            lines.add("caused by " + name(cause) + (text.isEmpty() ? "" : ": " + text));
        }
    }
}
