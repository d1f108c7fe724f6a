package dev.hearth.interpreter.scala;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Names that a session starts with and that are compiled already. Immutable.
 *
 * <p>Cheaper than {@link Binding}s and wildcard imports, which cost a compilation at the start and some milliseconds of every cell.
 * Every name of the user's own hides one of these.
 *
 * @param objects full names of Scala objects whose members cells see as they see those of {@code Predef}; members of later ones
 *     hide those of earlier ones, and a package without a parent, which any jar may bring, hides them all
 * @param imports import lines that name what they import, all of it compiled; nothing hides these but the user's own names
 * @param shipped full names of classes that executors may need to load cells
 * @param values what {@link hearth.Bindings#get} answers in this JVM, by key; each is asked on the thread of a cell, may block, and
 *     its output goes to no cell
 */
public record Prelude(
        List<String> objects, List<String> imports, List<String> shipped, Map<String, Supplier<?>> values) {
    /** No names. */
    public static final Prelude NONE = new Prelude(List.of(), List.of(), List.of(), Map.of());

    /** The names around displays: {@code display}, {@code Html}, {@code kernel}. */
    public static final Prelude DISPLAYS = new Prelude(
            List.of("hearth.DisplayNames"),
            List.of(),
            List.of("hearth.CellDesk", "hearth.DisplayNames", "hearth.DisplayNames$"),
            Map.of());

    public Prelude {
        objects = List.copyOf(objects);
        imports = List.copyOf(imports);
        shipped = List.copyOf(shipped);
        values = Map.copyOf(values);
    }

    /** These names, and beneath them those of {@code others}. */
    public Prelude over(Prelude others) {
        Map<String, Supplier<?>> both = new HashMap<>(others.values);
        both.putAll(values);
        return new Prelude(
                joined(others.objects, objects),
                joined(others.imports, imports),
                joined(others.shipped, shipped),
                both);
    }

    private static List<String> joined(List<String> first, List<String> second) {
        List<String> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }
}
