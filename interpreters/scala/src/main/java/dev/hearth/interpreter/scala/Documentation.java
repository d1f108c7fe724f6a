package dev.hearth.interpreter.scala;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.internal.Symbols;
import scala.reflect.io.AbstractFile;
import scala.tools.nsc.interpreter.IMain;

/** What there is to read about a symbol, in cells and in libraries. Guarded by the compiler's lock. */
final class Documentation {
    /** Members of collections override each other often, and are documented at the first. */
    private static final int MOST_OVERRIDDEN = 24;

    private final Sources sources;

    Documentation(Sources sources) {
        this.sources = sources;
    }

    /** The comment over the symbol's declaration, or over what it overrides. */
    Optional<String> of(Symbols.Symbol symbol, IMain main) {
        List<Symbols.Symbol> all = new ArrayList<>();
        all.add(symbol);
        if (symbol.owner().isClass()) {
            all.addAll(CollectionConverters.asJava(symbol.allOverriddenSymbols()));
        }
        for (Symbols.Symbol each : all.subList(0, Math.min(all.size(), MOST_OVERRIDDEN))) {
            Optional<String> comment = written(each, main);
            if (comment.isPresent()) {
                return comment;
            }
        }
        return Optional.empty();
    }

    private Optional<String> written(Symbols.Symbol symbol, IMain main) {
        Symbols.Symbol top = symbol.enclosingTopLevelClass();
        String name = symbol.isConstructor() ? symbol.owner().nameString() : symbol.nameString();
        if (symbol.fullName().startsWith("$line")) {
            return main.requestDefining(name).isEmpty()
                    ? Optional.empty()
                    : DocComments.find(main.requestDefining(name).get().line(), "", name, parameters(symbol));
        }
        AbstractFile classFile = top.associatedFile();
        if (classFile == null || !classFile.path().contains(".class")) {
            return Optional.empty();
        }
        String className = top.fullName();
        boolean isType = symbol.isClass() || symbol.isModule();
        String owner = isType ? "" : symbol.owner().nameString();
        return sources.of(className, classFile)
                .flatMap(text -> DocComments.find(text, owner, name, parameters(symbol)));
    }

    private static List<String> parameters(Symbols.Symbol symbol) {
        List<String> names = new ArrayList<>();
        CollectionConverters.asJava(symbol.paramss())
                .forEach(list -> CollectionConverters.asJava(list).forEach(each -> names.add(each.nameString())));
        return names;
    }
}
