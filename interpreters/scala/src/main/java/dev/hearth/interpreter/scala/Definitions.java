package dev.hearth.interpreter.scala;

import java.util.ArrayList;
import java.util.List;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.internal.Names;
import scala.reflect.internal.Symbols;
import scala.reflect.internal.Trees;
import scala.tools.nsc.interpreter.IMain;
import scala.tools.nsc.interpreter.MemberHandlers;

/**
 * Reads from the compiler what a cell defines. Stateless; guarded by the compiler's lock.
 *
 * <p>The compiler's shell compiles a second file for every cell, which prints that; reading it here and the values by reflection
 * saves a third of a small cell's time.
 */
final class Definitions {
    private Definitions() {}

    /** What a compiled cell defines, in its order. */
    static List<Definition> of(IMain.Request cell, CellReporter reporter) {
        List<Definition> all = new ArrayList<>();
        for (MemberHandlers.MemberHandler each : CollectionConverters.asJava(cell.handlers())) {
            if (each instanceof MemberHandlers.ValHandler value) {
                all.add(value(cell, value, reporter));
            } else if (each instanceof MemberHandlers.MemberDefHandler other) {
                all.add(Definition.of(other.prettyName(), head(cell, other, reporter), isShown(other)));
            } else if (each instanceof MemberHandlers.ImportHandler line) {
                all.add(Definition.of("", line.importString(), true));
            } else if (each instanceof MemberHandlers.AssignHandler) {
                all.add(Definition.of("", "// mutated " + target(each.member()), true));
            }
        }
        return all;
    }

    private static Definition value(IMain.Request cell, MemberHandlers.ValHandler value, CellReporter reporter) {
        Names.Name name = value.name();
        String type = reporter.unwrap(cell.lookupTypeOf(name));
        boolean lazy = value.mods().isLazy();
        String word = lazy ? "lazy val " : value.mods().isMutable() ? "var " : "val ";
        String head = word + reporter.unwrap(value.prettyName()) + ": " + type + (lazy ? " // unevaluated" : "");
        boolean result = Definition.isMadeUp(value.prettyName());
        boolean shown = value.mods().isPublic() && !(result && type.equals("Unit"));
        Symbols.Symbol of = cell.compilerTypeOf().apply(name).typeSymbol();
        String boxedAs = of.isDerivedValueClass() ? String.valueOf(of.javaClassName()) : "";
        return new Definition(value.prettyName(), type, head, lazy ? "" : name.encoded(), boxedAs, shown);
    }

    private static String head(IMain.Request cell, MemberHandlers.MemberDefHandler other, CellReporter reporter) {
        if (other instanceof MemberHandlers.DefHandler || other instanceof MemberHandlers.MacroHandler) {
            return "def " + reporter.unwrap(cell.defTypeOf(other.name(), Names.Name::decoded));
        }
        return other.keyword() + " " + other.prettyName();
    }

    private static boolean isShown(MemberHandlers.MemberDefHandler other) {
        return !(other instanceof MemberHandlers.DefHandler) || other.mods().isPublic();
    }

    private static String target(Trees.Tree assignment) {
        if (assignment instanceof Trees.Assign plain) {
            return String.valueOf(plain.lhs());
        }
        if (assignment instanceof Trees.Apply call && call.fun() instanceof Trees.Select operator) {
            return String.valueOf(operator.qualifier());
        }
        return "";
    }
}
