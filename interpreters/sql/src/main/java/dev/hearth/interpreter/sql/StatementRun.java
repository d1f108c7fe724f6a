package dev.hearth.interpreter.sql;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Gives one statement to Spark and hands over what it returns. Stateless. */
final class StatementRun {
    /** How many fields of a struct and columns of a plan's node Spark writes; 25 unless somebody has set it. */
    private static final String FIELDS = "spark.sql.debug.maxToStringFields";

    private static final String FEW_FIELDS = "25";
    private static final String MANY_FIELDS = "10000";

    private StatementRun() {}

    /** Takes a result of the statement; one without columns has nothing to show. */
    interface Taker {
        void take(Dataset<Row> result) throws InterruptedException;
    }

    static void run(SparkSession spark, Statement statement, Parameters.Bound bound, Taker taker)
            throws InterruptedException {
        if (bound.literals().isEmpty()
                && StatementSplitter.beginsScript(SqlLexer.tokens(statement.text()), 0)
                && ScriptRun.run(spark, statement, taker)) {
            return;
        }
        boolean sets = SqlLexer.tokens(statement.text()).get(0).is("SET");
        boolean whole = ResultLimits.tells(statement) && !sets; // else the setting could not be set
        taker.take(whole ? whole(spark, statement, bound) : sql(spark, statement, bound));
    }

    private static Dataset<Row> sql(SparkSession spark, Statement statement, Parameters.Bound bound) {
        return bound.literals().isEmpty() ? spark.sql(statement.text()) : spark.sql(statement.text(), bound.literals());
    }

    /** What tells of the catalog or of a plan runs at once; meanwhile Spark leaves nothing out of types and plans. */
    private static Dataset<Row> whole(SparkSession spark, Statement statement, Parameters.Bound bound) {
        if (!spark.conf().get(FIELDS).equals(FEW_FIELDS)) {
            return sql(spark, statement, bound);
        }
        spark.conf().set(FIELDS, MANY_FIELDS);
        try {
            return sql(spark, statement, bound);
        } finally {
            spark.conf().unset(FIELDS);
        }
    }
}
