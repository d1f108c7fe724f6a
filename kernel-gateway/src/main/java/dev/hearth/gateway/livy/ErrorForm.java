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

    /** Nobody answers a statement of Livy's: its Python finds the end of the input. */
    private static final String NO_INPUT = "StdinNotImplementedError";

    private static final String COMPILE_ERROR = "CompileError";
    private static final String INCOMPLETE = "incomplete statement";
    private static final String END_OF_INPUT = "expected but eof found";
    private static final String MARGIN = "       ";
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");
    private static final Pattern COMPILER = Pattern.compile("(?s)[^\\n]*?:(\\d+):\\d+: (error: .*)");
    private static final Pattern CONDITION = Pattern.compile("[A-Z][A-Z0-9_]*(\\.[A-Z][A-Z0-9_]*)*");

    private ErrorForm() {}

    /** Adds the three fields. */
    static void put(ObjectNode output, Language language, Failure failure) {
        if (language == Language.PYTHON && failure.ename().equals(NO_INPUT)) {
            String evalue = "EOF when reading a line";
            output.put("ename", "EOFError").put("evalue", evalue);
            output.putArray("traceback")
                    .add("Traceback (most recent call last):\n")
                    .add("EOFError: " + evalue + "\n");
            return;
        }
        List<String> lines = lines(failure.traceback());
        String ename = language == Language.PYTHON || isOurs(failure) ? failure.ename() : PLAIN;
        String evalue =
                switch (language) {
                    case PYTHON -> PythonTraceback.value(failure.evalue());
                    case SCALA -> scala(failure);
                    case SQL -> sql(failure);
                };
        output.put("ename", ename);
        output.put("evalue", COLOUR.matcher(evalue).replaceAll(""));
        ArrayNode traceback = output.putArray("traceback");
        traceback(language, failure, evalue, lines).forEach(traceback::add);
    }

    private static List<String> traceback(Language language, Failure failure, String evalue, List<String> lines) {
        if (language == Language.PYTHON) {
            return PythonTraceback.of(failure, lines);
        }
        if (evalue.equals(INCOMPLETE)) {
            return List.of();
        }
        List<String> rest = withoutTitle(failure, evalue, lines);
        return failure.ename().equals(COMPILE_ERROR) ? compiler(rest) : rest;
    }

    /** The shell's own margin stands before the code and what points into it. */
    private static List<String> compiler(List<String> lines) {
        List<String> all = new ArrayList<>();
        for (String line : lines) {
            Matcher next = COMPILER.matcher(line);
            all.add(next.matches() ? "<console>:" + next.group(1) + ": " + next.group(2) : MARGIN + line);
        }
        return all;
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
        if (failure.ename().equals(COMPILE_ERROR) && failure.evalue().contains(END_OF_INPUT)) {
            return INCOMPLETE;
        }
        if (compiler.matches()) {
            return "<console>:" + compiler.group(1) + ": " + firstLine(compiler.group(2));
        }
        if (failure.ename().equals(COMPILE_ERROR)) {
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
}
