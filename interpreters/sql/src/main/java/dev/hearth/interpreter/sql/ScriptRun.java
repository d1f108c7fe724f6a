package dev.hearth.interpreter.sql;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.CompoundBody;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.scripting.SqlScriptingExecution;
import scala.Function0;
import scala.Option;
import scala.collection.immutable.Map$;
import scala.runtime.BoxedUnit;

/**
 * Runs a {@code BEGIN … END} script statement by statement, as {@code SparkSession.sql} does, but hands over each result and
 * not the last alone, and collects none of them whole. Confined to one call.
 */
final class ScriptRun {
    /** What Spark calls it that a script's variables are in force: in 4.0, and later. */
    private static final String[] FRAMES = {"withContextManager", "withLocalVariableManager"};

    private ScriptRun() {}

    /** Returns false, and has done nothing, if this Spark runs scripts in another way or the text is no script. */
    static boolean run(SparkSession spark, Statement statement, StatementRun.Taker taker) throws InterruptedException {
        SqlScriptingExecution execution;
        Method frame;
        try {
            Optional<ParserInterface> parser = SparkInside.parser(spark);
            if (parser.isEmpty()) {
                return false;
            }
            frame = frame();
            LogicalPlan plan = spark.withActive(() -> parse(parser.get(), statement.text()));
            if (!(plan instanceof CompoundBody body)) {
                return false;
            }
            execution = new SqlScriptingExecution(
                    body, (org.apache.spark.sql.classic.SparkSession) spark, Map$.MODULE$.<String, Expression>empty());
        } catch (NoSuchMethodException | LinkageError e) {
            return false;
        }
        Function0<BoxedUnit> all = () -> {
            takeAll(execution, taker);
            return BoxedUnit.UNIT;
        };
        spark.withActive(() -> invoke(frame, execution, all));
        return true;
    }

    private static LogicalPlan parse(ParserInterface parser, String text) {
        try {
            return parser.parsePlan(text);
        } catch (Exception e) {
            throw Thrown.<RuntimeException>unchecked(e);
        }
    }

    private static void takeAll(SqlScriptingExecution execution, StatementRun.Taker taker) {
        while (true) {
            Option<? extends org.apache.spark.sql.Dataset<org.apache.spark.sql.Row>> next = execution.getNextResult();
            if (next.isEmpty()) {
                return;
            }
            // A handler of the script may be meant for what goes wrong while a result is read.
            execution.withErrorHandling(() -> {
                try {
                    taker.take(next.get());
                } catch (InterruptedException e) {
                    throw Thrown.<RuntimeException>unchecked(e);
                }
                return BoxedUnit.UNIT;
            });
        }
    }

    private static Method frame() throws NoSuchMethodException {
        for (String name : FRAMES) {
            try {
                return SqlScriptingExecution.class.getMethod(name, Function0.class);
            } catch (NoSuchMethodException e) {
                // The next name, then.
            }
        }
        throw new NoSuchMethodException(String.join(", ", FRAMES));
    }

    private static Object invoke(Method frame, SqlScriptingExecution execution, Function0<BoxedUnit> all) {
        try {
            return frame.invoke(execution, all);
        } catch (InvocationTargetException e) {
            throw Thrown.<RuntimeException>unchecked(e.getCause() == null ? e : e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
