package dev.hearth.gateway.livy;

import dev.hearth.gateway.statement.OutputPart.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A traceback as Python itself writes it, of one in IPython's form, which shows the code around each frame. As in Livy, the
 * statement's own top frame is left out, and its file is {@code <stdin>}. Only functions; thread-safe.
 */
final class PythonTraceback {
    private static final String TITLE = "Traceback (most recent call last):\n";

    /** {@code Cell In[5], line 2, in p1()}; without a function it is the statement itself. */
    private static final Pattern CELL = Pattern.compile("\\s*Cell In\\[\\d+], line (\\d+)(?:, in (.+?)\\(.*)?");

    /** {@code File /lib/x.py:12, in name(arguments)}. */
    private static final Pattern FILE = Pattern.compile("File (.+):(\\d+)(?:, in (.+?)\\(.*)?");

    private static final Pattern MADE_UP = Pattern.compile("\\(\\d+\\.py, line");

    private PythonTraceback() {}

    /** The lines; those that are in Python's own form stay as they are. */
    static List<String> of(Failure failure, List<String> lines) {
        if (lines.stream().limit(3).noneMatch(line -> line.startsWith("-----") || line.contains("Cell In["))) {
            return lines.isEmpty() ? List.of(TITLE, last(failure)) : lines;
        }
        return lines.get(0).startsWith("-----") ? frames(failure, lines) : syntax(lines);
    }

    /** IPython gives each piece of code a name of its own. */
    static String value(String evalue) {
        return MADE_UP.matcher(evalue).replaceAll("(<stdin>, line");
    }

    private static List<String> frames(Failure failure, List<String> lines) {
        List<String> plain = new ArrayList<>(List.of(TITLE));
        for (String line : lines) {
            Matcher cell = CELL.matcher(line.stripTrailing());
            Matcher file = FILE.matcher(line.stripTrailing());
            if (cell.matches()) {
                if (cell.group(2) != null) {
                    plain.add("  File \"<stdin>\", line " + cell.group(1) + ", in " + name(cell.group(2)) + "\n");
                }
            } else if (file.matches()) {
                String in = file.group(3) == null ? "<module>" : name(file.group(3));
                plain.add("  File \"" + file.group(1) + "\", line " + file.group(2) + ", in " + in + "\n");
            }
        }
        plain.add(last(failure));
        return plain;
    }

    private static String name(String qualified) {
        return qualified.substring(qualified.lastIndexOf('.') + 1);
    }

    private static String last(Failure failure) {
        return failure.ename() + (failure.evalue().isEmpty() ? "" : ": " + value(failure.evalue())) + "\n";
    }

    /** Of code that does not compile there is no title and one place. */
    private static List<String> syntax(List<String> lines) {
        List<String> plain = new ArrayList<>();
        for (String line : lines) {
            Matcher cell = CELL.matcher(line.stripTrailing());
            plain.add(cell.matches() ? "  File \"<stdin>\", line " + cell.group(1) + "\n" : line);
        }
        return plain;
    }
}
