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
import java.util.function.Function;
import scala.Tuple2;
import scala.jdk.javaapi.CollectionConverters;
import scala.tools.nsc.interpreter.CompletionCandidate;
import scala.tools.nsc.interpreter.IMain;
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

    private final Repl repl;

    CodeQuestions(Repl repl) {
        this.repl = repl;
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
                    Map<String, Completion.Candidate> byName = new LinkedHashMap<>();
                    for (CompletionCandidate each : CollectionConverters.asJava(found._2())) {
                        if (byName.size() < MOST_CANDIDATES && !each.name().isEmpty()) {
                            byName.computeIfAbsent(each.name(), name -> candidate(name, declaration(each)));
                        }
                    }
                    return new Completion(CodePoints.fromUtf16(code, start), cursor, List.copyOf(byName.values()));
                }),
                Completion.none(cursor),
                PATIENCE);
    }

    Inspection inspect(String code, int cursor) throws InterruptedException {
        int at = CodePoints.toUtf16(code, cursor);
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
                main -> compiled(main, code, to, Inspection.notFound(), result -> describe(result, name, from, to)),
                Inspection.notFound(),
                PATIENCE);
    }

    private Inspection describe(PresentationCompilationResult result, String name, int from, int to) {
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
        return lines.isEmpty() ? Inspection.notFound() : Inspection.of(MimeBundle.text(String.join("\n", lines)));
    }

    Completeness isComplete(String code) throws InterruptedException {
        Results.Result parsed =
                repl.<Results.Result>ask(main -> main.parseString(code), Results.Success$.MODULE$, PATIENCE);
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
        if (result == null) {
            return otherwise;
        }
        try {
            return answer.apply(result);
        } finally {
            result.cleanup();
        }
    }

    private String declaration(CompletionCandidate candidate) {
        return repl.unmangle(candidate.declString().apply());
    }

    private static Completion.Candidate candidate(String name, String declaration) {
        return new Completion.Candidate(name, kind(declaration), declaration);
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
