package dev.hearth.gateway.livy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.statement.OutputPart.Failure;
import dev.hearth.protocol.Language;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a statement failed, as Livy's interpreters say it: {@code ename}, {@code evalue} and {@code traceback}, all of them there,
 * lines with their ends and without colours. Only functions; thread-safe.
 */
final class ErrorForm {
    private static final String PLAIN = "Error";
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");
    private static final Pattern COMPILER = Pattern.compile("(?s)[^\\n]*?:(\\d+):\\d+: (error: .*)");
    private static final Pattern CONDITION = Pattern.compile("[A-Z][A-Z0-9_]*(\\.[A-Z][A-Z0-9_]*)*");

    private ErrorForm() {}

    /** Adds the three fields. */
    static void put(ObjectNode output, Language language, Failure failure) {
        List<String> lines = lines(failure.traceback());
        String ename = language == Language.PYTHON || isOurs(failure) ? failure.ename() : PLAIN;
        String evalue =
                switch (language) {
                    case PYTHON -> failure.evalue();
                    case SCALA -> scala(failure);
                    case SQL -> sql(failure);
                };
        output.put("ename", ename);
        output.put("evalue", COLOUR.matcher(evalue).replaceAll(""));
        ArrayNode traceback = output.putArray("traceback");
        (language == Language.PYTHON ? python(failure, lines) : withoutTitle(failure, evalue, lines))
                .forEach(traceback::add);
    }

    /** What Livy itself calls by a name in every language. */
    private static boolean isOurs(Failure failure) {
        return switch (failure.ename()) {
            case "InterpreterError", "NameError", "TypeError", "UnknownMagic" -> true;
            default -> false;
        };
    }

    private static List<String> lines(List<String> traceback) {
        List<String> lines = new ArrayList<>();
        for (String entry : traceback) {
            String plain = COLOUR.matcher(entry).replaceAll("");
            plain.lines().forEach(line -> lines.add(line + "\n"));
        }
        return lines;
    }

    private static String scala(Failure failure) {
        if (failure.ename().equals(PLAIN) || isOurs(failure)) {
            return failure.evalue();
        }
        Matcher compiler = COMPILER.matcher(failure.evalue());
        if (compiler.matches()) {
            return "<console>:" + compiler.group(1) + ": " + firstLine(compiler.group(2));
        }
        if (failure.ename().equals("CompileError")) {
            return "<console>: " + firstLine(failure.evalue());
        }
        return failure.ename() + (failure.evalue().isEmpty() ? "" : ": " + firstLine(failure.evalue()));
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }

    private static String sql(Failure failure) {
        boolean named = CONDITION.matcher(failure.ename()).matches()
                && !failure.evalue().contains("[" + failure.ename() + "]");
        return named ? "[" + failure.ename() + "] " + failure.evalue() : failure.evalue();
    }

    /** The first line says what {@code evalue} says. */
    private static List<String> withoutTitle(Failure failure, String evalue, List<String> lines) {
        if (lines.isEmpty()) {
            return lines;
        }
        String first = lines.get(0).strip();
        boolean title = first.equals(firstLine(evalue).strip())
                || first.equals(firstLine(failure.evalue()).strip())
                || first.startsWith(failure.ename() + ":")
                || first.equals(failure.ename());
        return title ? lines.subList(1, lines.size()) : lines;
    }

    /** IPython's form, with the code around each frame, has no counterpart in Livy: of it the last line is kept. */
    private static List<String> python(Failure failure, List<String> lines) {
        boolean rich = lines.stream().limit(3).anyMatch(line -> line.startsWith("-----") || line.contains("Cell In["));
        if (!rich && !lines.isEmpty()) {
            return lines;
        }
        String last = failure.ename() + (failure.evalue().isEmpty() ? "" : ": " + failure.evalue()) + "\n";
        return List.of("Traceback (most recent call last):\n", last);
    }
}
