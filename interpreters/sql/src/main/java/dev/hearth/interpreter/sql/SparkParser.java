package dev.hearth.interpreter.sql;

import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.execution.SparkSqlParser;

/**
 * What Spark's own parser says of a text: the session's, with what extensions have added to it, or the one of a session
 * without extensions. Thread-safe.
 */
final class SparkParser {
    /** A verdict. */
    enum Verdict {
        /** It parses, or is refused for another reason than its grammar: it is whole. */
        WHOLE,
        /** It ends too early. */
        UNFINISHED,
        /** It is wrong at some place before its end. */
        WRONG,
        /** The parser failed. */
        UNKNOWN
    }

    private final ParserInterface parser;

    private SparkParser(ParserInterface parser) {
        this.parser = parser;
    }

    static SparkParser of(SparkSession spark) {
        return SparkInside.parser(spark).map(SparkParser::new).orElseGet(SparkParser::plain);
    }

    /** Needs no session. */
    static SparkParser plain() {
        return new SparkParser(new SparkSqlParser());
    }

    Verdict verdict(String statement) {
        try {
            parser.parsePlan(statement);
            return Verdict.WHOLE;
        } catch (Exception | StackOverflowError | LinkageError e) {
            if (e instanceof ParseException error) {
                return verdict(error);
            }
            // Such as a script where scripts are switched off: whole, and the cell will say what is wrong.
            return e instanceof SparkThrowable ? Verdict.WHOLE : Verdict.UNKNOWN;
        }
    }

    private static Verdict verdict(ParseException error) {
        String condition = error.getCondition();
        if (condition != null && !condition.startsWith("PARSE_")) {
            // A sentence that makes no sense is whole all the same.
            return Verdict.WHOLE;
        }
        boolean atEnd = "end of input".equals(error.getMessageParameters().get("error"));
        return atEnd ? Verdict.UNFINISHED : Verdict.WRONG;
    }
}
