package dev.hearth.interpreter.scala;

import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.interpreter.InterpreterFaultException;
import dev.hearth.interpreter.PlainValue;
import dev.hearth.interpreter.UnpassableValueException;
import dev.hearth.interpreter.scala.show.Kinds;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The values of a session's Scala names: the list of them, and passing between languages. Thread-safe. */
final class CellValues implements Facility.Values {
    private final Repl repl;
    private final Variables variables;

    CellValues(Repl repl, Variables variables) {
        this.repl = repl;
        this.variables = variables;
    }

    @Override
    public List<Facility.Variable> variables() {
        List<Facility.Variable> all = new ArrayList<>();
        for (Variables.Held each : variables.all()) {
            Object value = each.value().orElse(null);
            all.add(new Facility.Variable(
                    each.definition().name(), each.definition().type(), Preview.sizeBytes(value), Preview.of(value)));
        }
        return all;
    }

    @Override
    public Optional<Facility.Value> give(String name) throws InterpreterException {
        Optional<Variables.Held> held = variables.named(name);
        if (held.isEmpty()) {
            return Optional.empty();
        }
        String type = held.get().definition().type();
        Object value = held.get().value().orElse(null);
        return Optional.of(
                value != null && Kinds.isDataset(value)
                        ? Facility.Value.object(untyped(value), type)
                        : PlainValue.of(PlainScala.toJava(value), type));
    }

    /** Other languages know only datasets of rows. */
    private static Object untyped(Object dataset) throws InterpreterFaultException {
        try {
            return dataset.getClass().getMethod("toDF").invoke(dataset);
        } catch (ReflectiveOperationException failure) {
            throw new InterpreterFaultException("a Dataset cannot become a DataFrame: " + failure, failure);
        }
    }

    @Override
    public void take(String name, Facility.Value given) throws InterpreterException, InterruptedException {
        if (name.isEmpty() || name.contains("`") || name.contains("\n")) {
            throw new UnpassableValueException("not a name that Scala can have: " + name);
        }
        Object live = given.live();
        if (live != null) {
            define(name, typeOf(live), live);
        } else {
            Object plain = PlainValue.read(given);
            PlainType type = PlainType.of(plain);
            define(name, type.code(), type.convert(plain));
        }
    }

    private static String typeOf(Object live) {
        if (Kinds.isDataset(live)) {
            return "_root_.org.apache.spark.sql.DataFrame";
        }
        Class<?> type = live.getClass();
        boolean known = Modifier.isPublic(type.getModifiers())
                && type.getCanonicalName() != null
                && type.getEnclosingClass() == null
                && type.getTypeParameters().length == 0;
        return known ? "_root_." + type.getCanonicalName() : "_root_.scala.Any";
    }

    private void define(String name, String type, @Nullable Object value)
            throws InterpreterException, InterruptedException {
        String key = "value/" + UUID.randomUUID();
        repl.acquire();
        try {
            repl.guard().put(key, () -> value);
            Compiled compiled = repl.compile(
                    "val `%s`: %s = _root_.hearth.Bindings.get(\"%s\").asInstanceOf[%s]"
                            .formatted(name, type, key, type),
                    name,
                    true);
            if (!(compiled instanceof Compiled.Ready ready)) {
                throw new UnpassableValueException("Scala cannot have a name " + name + " of type " + type);
            }
            CellObject values = repl.run(ready);
            repl.record(ready);
            variables.record(ready.definitions(), values);
        } catch (InterpreterException | Error failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new InterpreterFaultException("a value for " + name + " could not be bound: " + failure, failure);
        } finally {
            repl.release();
            repl.guard().remove(key);
        }
    }
}
