package dev.hearth.interpreter.scala;

import dev.hearth.interpreter.Completeness;
import dev.hearth.interpreter.Completion;
import dev.hearth.interpreter.Inspection;
import dev.hearth.protocol.MimeBundle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.internal.Symbols;
import scala.tools.nsc.interactive.CompilerControl;
import scala.tools.nsc.interpreter.CompletionCandidate;
import scala.tools.nsc.interpreter.IMain;
import scala.tools.nsc.interpreter.PresentationCompilation;
import scala.tools.nsc.interpreter.PresentationCompilationResult;
import scala.tools.nsc.interpreter.Results;

/**
 * Answers questions about code that is not run: what may stand here, what is this, is it whole. Thread-safe; waits for the
 * compiler a limited time and then knows nothing.
 */
final class CodeQuestions {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MOST_CANDIDATES = 500;

    private static final Map<String, String> KINDS = Map.of(
            "def", "function",
            "val", "instance",
            "var", "instance",
            "class", "class",
            "trait", "class",
            "type", "class",
            "object", "module",
            "package", "module");

    private static final List<String> KEYWORDS = List.of(
            "abstract",
            "case",
            "catch",
            "class",
            "def",
            "do",
            "else",
            "extends",
            "false",
            "final",
            "finally",
            "for",
            "forSome",
            "if",
            "implicit",
            "import",
            "lazy",
            "match",
            "new",
            "null",
            "object",
            "override",
            "private",
            "protected",
            "return",
            "sealed",
            "super",
            "this",
            "throw",
            "trait",
            "true",
            "try",
            "type",
            "val",
            "var",
            "while",
            "with",
            "yield");

    private final Repl repl;
    private final Documentation documentation;

    CodeQuestions(Repl repl, Documentation documentation) {
        this.repl = repl;
        this.documentation = documentation;
    }

    Completion complete(String code, int cursor) throws InterruptedException {
        int at = CodePoints.toUtf16(code, cursor);
        return repl.ask(
                main -> compiled(main, code, at, Completion.none(cursor), result -> {
                    Tuple2<Object, scala.collection.immutable.List<CompletionCandidate>> found =
                            result.completionCandidates(true, 1);
                    int start = (Integer) found._1();
                    if (start < 0 || start > at) {
                        return Completion.none(cursor);
                    }
                    List<Completion.Candidate> all = candidates(CollectionConverters.asJava(found._2()));
                    all.addAll(keywords(code, start, at));
                    return new Completion(CodePoints.fromUtf16(code, start), cursor, all);
                }),
                Completion.none(cursor),
                PATIENCE);
    }

    /** One candidate for each name; of overloads the first, and how many more there are. */
    private List<Completion.Candidate> candidates(Iterable<CompletionCandidate> found) {
        Map<String, List<CompletionCandidate>> byName = new LinkedHashMap<>();
        for (CompletionCandidate each : found) {
            if (!each.name().isEmpty() && (byName.size() < MOST_CANDIDATES || byName.containsKey(each.name()))) {
                byName.computeIfAbsent(each.name(), name -> new ArrayList<>()).add(each);
            }
        }
        List<Completion.Candidate> all = new ArrayList<>();
        byName.forEach((name, overloads) -> {
            String declaration = declaration(overloads.get(0));
            int more = overloads.size() - 1;
            String rest = more == 0 ? "" : more == 1 ? " (+1 overload)" : " (+" + more + " overloads)";
            all.add(new Completion.Candidate(name, kind(declaration), declaration + rest));
        });
        return all;
    }

    private static List<Completion.Candidate> keywords(String code, int start, int at) {
        String begun = code.substring(start, at);
        if (begun.isEmpty() || code.substring(0, start).stripTrailing().endsWith(".")) {
            return List.of();
        }
        return KEYWORDS.stream()
                .filter(each -> each.startsWith(begun))
                .map(each -> new Completion.Candidate(each, "keyword", ""))
                .toList();
    }

    /** Behind an opening parenthesis that is the name before it: there its parameters are asked for. */
    private static int nameAt(String code, int at) {
        boolean before = at > 0 && Character.isJavaIdentifierPart(code.charAt(at - 1));
        if (before || (at < code.length() && Character.isJavaIdentifierPart(code.charAt(at)))) {
            return at;
        }
        int depth = 0;
        for (int i = at - 1; i >= 0 && at - i < 4_000; i--) {
            char c = code.charAt(i);
            if (c == ')') {
                depth++;
            } else if (c == '(' && --depth < 0) {
                return i;
            }
        }
        return at;
    }

    Inspection inspect(String whole, int cursor, int detailLevel) throws InterruptedException {
        int asked = CodePoints.toUtf16(whole, cursor);
        int at = nameAt(whole, asked);
        // What is being typed behind the name need not make sense yet.
        String code = at == asked ? whole : whole.substring(0, at);
        int start = at;
        while (start > 0 && Character.isJavaIdentifierPart(code.charAt(start - 1))) {
            start--;
        }
        int end = at;
        while (end < code.length() && Character.isJavaIdentifierPart(code.charAt(end))) {
            end++;
        }
        if (start == end) {
            return Inspection.notFound();
        }
        String name = code.substring(start, end);
        int from = start;
        int to = end;
        return repl.ask(
                main -> compiled(
                        main,
                        code,
                        to,
                        Inspection.notFound(),
                        result -> describe(main, result, name, from, to, detailLevel)),
                Inspection.notFound(),
                PATIENCE);
    }

    private Inspection describe(
            IMain main, PresentationCompilationResult result, String name, int from, int to, int detailLevel) {
        List<String> lines = new ArrayList<>();
        for (CompletionCandidate each :
                CollectionConverters.asJava(result.completionCandidates(true, 1)._2())) {
            String declaration = each.name().equals(name) ? declaration(each) : "";
            if (!declaration.isEmpty() && !lines.contains(declaration)) {
                lines.add(declaration);
            }
        }
        String type = repl.unmangle(result.typeAt(from, to));
        if (lines.isEmpty() && !type.isEmpty()) {
            lines.add(name + ": " + type);
        }
        if (lines.isEmpty() && main.requestDefining(name).isDefined()) {
            // A method that stands alone is no expression, so the compiler says nothing of it.
            lines.add(name + repl.unmangle(String.valueOf(main.typeOfTerm(name))));
        }
        if (lines.isEmpty()) {
            return Inspection.notFound();
        }
        comment(main, symbols(result, name, from, to), name).ifPresent(text -> lines.add("\n" + text));
        if (detailLevel > 0 && main.requestDefining(name).isDefined()) {
            lines.add("\n" + main.requestDefining(name).get().line());
        }
        return Inspection.of(MimeBundle.text(String.join("\n", lines)));
    }

    private Optional<String> comment(IMain main, List<Symbols.Symbol> symbols, String name) {
        for (Symbols.Symbol each : symbols) {
            Optional<String> comment = documentation.of(each, main);
            if (comment.isPresent()) {
                return comment;
            }
        }
        // A call without its arguments has no symbol yet.
        return main.requestDefining(name).isEmpty()
                ? Optional.empty()
                : DocComments.find(main.requestDefining(name).get().line(), "", name, List.of());
    }

    /** What a name means, all overloads of it. */
    private static List<Symbols.Symbol> symbols(PresentationCompilationResult result, String name, int from, int to) {
        if (!(result instanceof PresentationCompilation.PresentationCompileResult compiled)) {
            return List.of();
        }
        Symbols.@Nullable Symbol symbol = compiled.typedTreeAt(from, to).symbol();
        if (symbol != null && symbol.exists() && !symbol.isErroneous()) {
            return CollectionConverters.asJava(symbol.alternatives());
        }
        // A method without its arguments is an error to the compiler; but it knows what could stand there.
        return CollectionConverters.asJava(
                        compiled.completionsAt(compiled.cursor()).results())
                .stream()
                .map(CompilerControl.Member::sym)
                .filter(each -> each.nameString().equals(name))
                .toList();
    }

    Completeness isComplete(String code) throws InterruptedException {
        Optional<Results.Result> answer =
                repl.ask(main -> Optional.of(main.parseString(code)), Optional.empty(), PATIENCE);
        if (answer.isEmpty()) {
            return Completeness.of(Completeness.Status.UNKNOWN);
        }
        Results.Result parsed = answer.get();
        if (parsed == Results.Incomplete$.MODULE$) {
            return new Completeness(Completeness.Status.INCOMPLETE, Indents.after(code));
        }
        return Completeness.of(
                parsed == Results.Success$.MODULE$ ? Completeness.Status.COMPLETE : Completeness.Status.INVALID);
    }

    private static <T> T compiled(
            IMain main, String code, int at, T otherwise, Function<PresentationCompilationResult, T> answer) {
        PresentationCompilationResult result =
                main.presentationCompile(at, code).toOption().getOrElse(() -> null);
        // Not cleaned up: that would end the compiler, which the next question may want.
        return result == null ? otherwise : answer.apply(result);
    }

    private String declaration(CompletionCandidate candidate) {
        return repl.unmangle(candidate.declString().apply());
    }

    private static String kind(String declaration) {
        for (String word : declaration.split(" ")) {
            String kind = KINDS.get(word);
            if (kind != null) {
                return kind;
            }
        }
        return declaration.isEmpty() ? "module" : "";
    }
}
