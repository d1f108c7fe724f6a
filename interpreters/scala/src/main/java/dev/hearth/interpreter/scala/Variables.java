package dev.hearth.interpreter.scala;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The names that cells defined and the values behind them. Thread-safe. */
final class Variables {
    /** In the order of their making; a later definition of a name is a new one. */
    private final Map<String, Held> byName = new LinkedHashMap<>();

    /** A cell ran and defined these. */
    synchronized void record(List<Definition> definitions, CellObject values) {
        for (Definition each : definitions) {
            byName.remove(each.name());
            if (each.hasValue()) {
                byName.put(each.name(), new Held(each, values));
            }
        }
    }

    /** The value of a name; empty if no cell defined it, or as something without a value. */
    synchronized Optional<Held> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Those that users named. */
    synchronized List<Held> all() {
        List<Held> all = new ArrayList<>(byName.values());
        all.removeIf(each -> isNobodys(each.definition.name()));
        return all;
    }

    private static boolean isNobodys(String name) {
        return Definition.isMadeUp(name) || name.startsWith("_") || name.contains("$");
    }

    /** One of them. */
    record Held(Definition definition, CellObject values) {
        Optional<Object> value() {
            return values.value(definition);
        }
    }
}
