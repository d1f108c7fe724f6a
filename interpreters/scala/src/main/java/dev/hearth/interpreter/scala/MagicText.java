package dev.hearth.interpreter.scala;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a cell says besides Scala: magics as Toree's notebooks have them, and the imports by which almond's notebooks ask for jars.
 * Immutable.
 *
 * @param code the Scala of the cell, every character in its place, blanks where there was something else
 * @param lines magics of one line, in order
 * @param cell the magic that stands in the cell's first line, or null
 * @param wants what imports and directives ask for, each as a line of a {@code %%deps} cell
 * @param shown the last of the magics that show a value, if no code stands behind it, or null
 */
record MagicText(
        String code,
        List<Magic> lines,
        @Nullable Magic cell,
        List<String> wants,
        @Nullable Magic shown) {
    /** A magic, its name in lower case; {@code body} is empty for one of a line. */
    record Magic(String name, String arguments, String body) {}

    static final Set<String> LINE_MAGICS = Set.of(
            "adddeps", "addjar", "deps", "json", "lsmagic", "rows", "showoutput", "showtypes", "table", "truncation");
    /** What shows a value in a form of Livy's. */
    static final Set<String> SHOWING = Set.of("json", "table");

    static final Set<String> CELL_MAGICS =
            Set.of("dataframe", "deps", "html", "javascript", "js", "latex", "markdown", "svg");

    private static final Pattern CELL = Pattern.compile("\\s*%%([A-Za-z]\\w*)[ \\t]*([^\\r\\n]*)\\r?(?:\\n|$)");
    private static final Pattern LINE =
            Pattern.compile("(?m)^(?:%([A-Za-z]\\w*)\\b|[ \\t]+%(json|table)(?=\\s|$))[ \\t]*([^\\r\\n]*)");
    private static final Pattern SCALA = Pattern.compile("(?m)^%%scala[ \\t]*\\r?(?:\\n|$)");
    private static final Pattern IMPORT =
            Pattern.compile("(?m)^[ \\t]*import[ \\t]+(?=[^\\r\\n]*\\$(?:ivy|dep|repo|cp)\\b)");
    private static final Pattern USING = Pattern.compile("(?m)^//>[ \\t]+using[ \\t]+(\\S+)[ \\t]+([^\\r\\n]+)");

    MagicText {
        lines = List.copyOf(lines);
        wants = List.copyOf(wants);
    }

    /** Whether there is nothing but Scala. */
    boolean isPlain() {
        return lines.isEmpty() && cell == null && wants.isEmpty();
    }

    /** Reads a cell. */
    static MagicText read(String text) {
        // Nearly every cell ends here.
        if (text.indexOf('%') < 0 && text.indexOf('$') < 0 && text.indexOf("//>") < 0) {
            return new MagicText(text, List.of(), null, List.of(), null);
        }
        StringBuilder code = new StringBuilder(text);
        Magic cell = null;
        Matcher first = CELL.matcher(text);
        if (first.lookingAt()) {
            String name = first.group(1).toLowerCase(Locale.ROOT);
            boolean holdsCode = name.equals("dataframe");
            Matcher scala = SCALA.matcher(text);
            boolean goesOn = name.equals("deps") && scala.find(first.end());
            int end = holdsCode ? first.end() : goesOn ? scala.start() : text.length();
            cell = new Magic(name, first.group(2).strip(), text.substring(Math.min(first.end(), end), end));
            blank(code, 0, goesOn ? scala.end() : end);
        }
        List<Magic> lines = new ArrayList<>();
        List<String> wants = new ArrayList<>();
        String rest = code.toString();
        Magic shown = null;
        Matcher line = LINE.matcher(rest);
        while (line.find()) {
            String name = (line.group(1) == null ? line.group(2) : line.group(1)).toLowerCase(Locale.ROOT);
            boolean leads = isBlankOrMagic(rest.substring(0, line.start()));
            if ((LINE_MAGICS.contains(name) || leads) && isCode(rest, line.start())) {
                Magic magic = new Magic(name, line.group(3).strip(), "");
                lines.add(magic);
                blank(code, line.start(), line.end());
                shown = SHOWING.contains(name) && isBlankOrMagic(rest.substring(line.end())) ? magic : shown;
            }
        }
        using(rest, wants);
        rest = code.toString();
        Matcher imports = IMPORT.matcher(rest);
        while (imports.find()) {
            if (isCode(rest, imports.start())) {
                new DollarImport(rest, imports.start(), imports.end()).cutFrom(code, wants);
            }
        }
        return new MagicText(code.toString(), lines, cell, wants, shown);
    }

    private static void using(String text, List<String> wants) {
        Matcher directive = USING.matcher(text);
        while (directive.find()) {
            for (String each : directive.group(2).strip().split("[\\s]+")) {
                switch (directive.group(1)) {
                    case "dep", "deps", "lib", "libs", "dependency", "dependencies" -> wants.add(each);
                    case "repository", "repositories" -> wants.add("repository " + each);
                    case "jar", "jars" -> wants.add("jar " + each);
                    default -> {
                        // Other directives are for other tools.
                    }
                }
            }
        }
    }

    private static boolean isBlankOrMagic(String before) {
        return before.lines()
                .allMatch(line -> line.isBlank() || line.stripLeading().startsWith("%") || line.startsWith("//"));
    }

    /** Whether a place is neither in a comment nor in a text of several lines. */
    private static boolean isCode(String text, int at) {
        if (text.lastIndexOf("/*", at) > text.lastIndexOf("*/", at)) {
            return false;
        }
        int quotes = 0;
        for (int i = text.indexOf("\"\"\""); i >= 0 && i < at; i = text.indexOf("\"\"\"", i + 3)) {
            quotes++;
        }
        return quotes % 2 == 0;
    }

    static void blank(StringBuilder code, int from, int to) {
        for (int i = from; i < to; i++) {
            if (code.charAt(i) != '\n' && code.charAt(i) != '\r') {
                code.setCharAt(i, ' ');
            }
        }
    }
}
