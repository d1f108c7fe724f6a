package dev.hearth.interpreter.sql;

import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.PlainValue;
import dev.hearth.interpreter.UnpassableValueException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.spark.sql.Column;

/**
 * The values of {@code :name} in SQL text: what was taken from other languages, else what the settings' source has.
 * Thread-safe.
 */
final class Parameters {
    private final Map<String, Facility.Value> taken = new ConcurrentHashMap<>();
    private final Function<String, Optional<Facility.Value>> source;

    Parameters(Function<String, Optional<Facility.Value>> source) {
        this.source = source;
    }

    void take(String name, Facility.Value value) {
        taken.put(name, value);
    }

    void forget(String name) {
        taken.remove(name);
    }

    Optional<Facility.Value> taken(String name) {
        return Optional.ofNullable(taken.get(name));
    }

    List<String> names() {
        return taken.keySet().stream().sorted().toList();
    }

    /** Literals for the parameters that a statement may have. */
    Bound bind(String statement) {
        Map<String, Object> literals = new LinkedHashMap<>();
        Map<String, String> reasons = new LinkedHashMap<>();
        for (String name : ParameterNames.in(statement)) {
            try {
                Optional<Column> literal = literal(name);
                literal.ifPresentOrElse(
                        column -> {
                            literals.put(name, column);
                            // Said if Spark takes it for none: what the collection has cannot be one type.
                            reasons.put(
                                    name,
                                    "the parameter :" + name + " cannot be passed: the values in it are of types that"
                                            + " SQL does not have in one collection");
                        },
                        () -> reasons.put(
                                name,
                                "there is no value for the parameter :" + name + ". Give it one: define a variable "
                                        + name
                                        + " in another language of this session, or begin the cell with %%sql -i "
                                        + name));
            } catch (UnpassableValueException | RuntimeException e) {
                reasons.put(name, "the parameter :" + name + " cannot be passed: " + e.getMessage());
            }
        }
        return new Bound(literals, reasons);
    }

    private Optional<Column> literal(String name) throws UnpassableValueException {
        Optional<Facility.Value> value = taken(name).or(() -> source.apply(name));
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (!value.get().form().equals(PlainValue.FORM)) {
            throw new UnpassableValueException("it is a " + value.get().type()
                    + ", and plain values and collections of them can be parameters; to query a DataFrame, begin the"
                    + " cell with %%sql -i " + name + " and use it as a table");
        }
        return Optional.of(Literals.of(PlainValue.read(value.get())));
    }

    /**
     * What was found for the names of a statement. Immutable.
     *
     * @param literals by name
     * @param reasons why a name has none
     */
    record Bound(Map<String, Object> literals, Map<String, String> reasons) {
        static final Bound NOTHING = new Bound(Map.of(), Map.of());
    }
}
