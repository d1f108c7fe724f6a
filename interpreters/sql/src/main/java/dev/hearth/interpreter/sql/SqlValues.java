package dev.hearth.interpreter.sql;

import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.interpreter.InterpreterFaultException;
import dev.hearth.interpreter.PlainValue;
import dev.hearth.interpreter.UnpassableValueException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Values by name between SQL and the other languages. Thread-safe in the way that {@link Facility.Values} asks for.
 *
 * <p>What SQL has by name: results that a cell asked for under a name, temporary views, session variables, and the parameters
 * that it was given. A DataFrame that comes becomes a temporary view, a plain value a parameter.
 */
final class SqlValues implements Facility.Values {
    /** The result of the last query. */
    private static final String LAST = "_";

    private final Supplier<SparkSession> session;
    private final Parameters parameters;
    private final LastResults results;

    SqlValues(Supplier<SparkSession> session, Parameters parameters, LastResults results) {
        this.session = session;
        this.parameters = parameters;
        this.results = results;
    }

    @Override
    public List<Facility.Variable> variables() {
        return SessionNames.of(session.get());
    }

    @Override
    public Optional<Facility.Value> give(String name) throws InterpreterException {
        Optional<Dataset<Row>> result = name.equals(LAST) ? results.last() : results.named(name);
        if (result.isEmpty()) {
            result = SessionNames.view(session.get(), name);
        }
        if (result.isPresent()) {
            return result.map(SqlValues::frame);
        }
        Optional<Facility.Value> variable = variable(name);
        return variable.isPresent() ? variable : parameters.taken(name);
    }

    private Optional<Facility.Value> variable(String name) throws UnpassableValueException {
        SparkSession spark = session.get();
        if (!SessionNames.hasVariable(spark, name)) {
            return Optional.empty();
        }
        // A variable is no table: this runs no job.
        Row row = spark.sql("SELECT session." + Texts.quoted(name)).head();
        String type = row.schema().fields()[0].dataType().simpleString();
        return Optional.of(PlainValue.of(PlainForm.of(row.get(0)), type));
    }

    private static Facility.Value frame(Dataset<Row> result) {
        return Facility.Value.object(result, "DataFrame");
    }

    @Override
    public void take(String name, Facility.Value value) throws InterpreterException {
        if (value.live() instanceof Dataset<?> frame) {
            view(name, frame);
            parameters.forget(name);
        } else if (value.form().equals(PlainValue.FORM)) {
            parameters.take(name, value);
        } else {
            throw new UnpassableValueException("a " + value.type() + " cannot go to SQL: DataFrames become temporary"
                    + " views, and plain values and collections of them parameters");
        }
    }

    private static void view(String name, Dataset<?> frame) throws InterpreterException {
        try {
            frame.createOrReplaceTempView(Texts.quoted(name));
        } catch (Exception e) {
            throw new InterpreterFaultException("no temporary view " + name + ": " + e.getMessage(), e);
        }
    }
}
