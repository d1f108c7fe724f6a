package dev.hearth.interpreter.sql;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.catalog.SessionCatalog;
import org.apache.spark.sql.catalyst.catalog.VariableDefinition;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.internal.SessionState;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The parts of a session that are not public in Spark. Stateless.
 *
 * <p>All of it stands the same in the class files of 4.0 to 4.2, or is looked up by name where it does not. With a session
 * that has no such parts everything is empty, and what asks does without.
 */
final class SparkInside {
    private SparkInside() {}

    static Optional<SessionState> state(SparkSession spark) {
        return spark instanceof org.apache.spark.sql.classic.SparkSession classic
                ? Optional.of(classic.sessionState())
                : Optional.empty();
    }

    static Optional<ParserInterface> parser(SparkSession spark) {
        return state(spark).map(SessionState::sqlParser);
    }

    static Optional<SessionCatalog> catalog(SparkSession spark) {
        return state(spark).map(SessionState::catalog);
    }

    /** Session variables by name; a class in 4.0 and an interface in 4.2 lead to them, hence the names. */
    static Map<String, VariableDefinition> variables(SparkSession spark) {
        Map<String, VariableDefinition> found = new LinkedHashMap<>();
        try {
            if (state(spark).isEmpty()) {
                return found;
            }
            Object manager = call(call(state(spark).get(), "catalogManager"), "tempVariableManager");
            Field field = manager.getClass().getDeclaredField("variables");
            field.setAccessible(true);
            synchronized (manager) {
                if (field.get(manager) instanceof scala.collection.Map<?, ?> map) {
                    CollectionConverters.asJava(map).forEach((name, variable) -> {
                        if (variable instanceof VariableDefinition definition) {
                            found.put(String.valueOf(name), definition);
                        }
                    });
                }
            }
            return found;
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return found;
        }
    }

    private static Object call(Object target, String method) throws ReflectiveOperationException {
        try {
            return target.getClass().getMethod(method).invoke(target);
        } catch (InvocationTargetException e) {
            throw new ReflectiveOperationException(e.getCause());
        }
    }
}
