package dev.hearth.gateway.livy;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Scala 2.13 shell says of definitions and values, in the words of 2.12's, which Livy's clients parse: {@code x: Int = 1}
 * for {@code val x: Int = 1}, {@code defined class A} for {@code class A}. Only functions; thread-safe.
 */
final class ScalaEcho {
    private static final Pattern VALUE = Pattern.compile("(?:val|var) (\\S+: .*)", Pattern.DOTALL);
    /** The shell that Livy has shows no more of a value. */
    private static final int MOST_CHARS = 800;

    private static final String MORE = "...";

    /** Where Spark 4 keeps the classes whose type was the public one before. */
    private static final String CLASSIC = "org.apache.spark.sql.classic.";

    private static final Pattern RESULT = Pattern.compile("(?m)^val res\\d+: .*$");
    private static final Pattern LAZY = Pattern.compile("lazy val (\\S+: .*?)(?: = <lazy>| // unevaluated)?");
    private static final Pattern TYPE = Pattern.compile("(?:(class|trait|object|macro) (\\S+)|type (\\S+)( .*)?)");

    private ScalaEcho() {}

    /** The same in the older words, each line by itself; lines that are no echo stay as they are. */
    static String of(String text) {
        StringBuilder all = new StringBuilder(text.length());
        StringBuilder one = new StringBuilder();
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('\n', from);
            int next = end < 0 ? text.length() : end + 1;
            String line = text.substring(from, end < 0 ? next : end);
            if (!line.startsWith("// mutated ")) {
                String echo = line(line);
                if (!echo.equals(line)) { // the next definition begins
                    all.append(cut(one));
                    one.setLength(0);
                }
                one.append(echo).append(text, end < 0 ? next : end, next);
            }
            from = next;
        }
        return all.append(cut(one)).toString();
    }

    private static String cut(StringBuilder echo) {
        String text = echo.toString().replace(CLASSIC, "org.apache.spark.sql.");
        boolean ended = text.endsWith("\n");
        int length = ended ? text.length() - 1 : text.length();
        return length <= MOST_CHARS ? text : text.substring(0, MOST_CHARS - MORE.length()) + MORE + (ended ? "\n" : "");
    }

    /** Of a text with a table behind it the echo alone: up to the line of the value, which is the last of the echo. */
    static String withoutView(String text) {
        Matcher value = RESULT.matcher(text);
        int end = -1;
        while (value.find()) {
            end = value.end();
        }
        return end < 0 ? text : text.substring(0, end);
    }

    private static String line(String line) {
        Matcher lazy = LAZY.matcher(line);
        if (lazy.matches()) {
            return lazy.group(1) + " = <lazy>";
        }
        Matcher value = VALUE.matcher(line);
        if (value.matches()) {
            // A text of several lines begins on a line of its own.
            return value.group(1).endsWith(" = ") ? value.group(1).stripTrailing() : value.group(1);
        }
        Matcher type = TYPE.matcher(line);
        if (type.matches()) {
            String alias = type.group(3);
            return alias != null ? "defined type alias " + alias : "defined " + type.group(1) + " " + type.group(2);
        }
        return line.startsWith("def ") ? method(line) : line;
    }

    /** {@code def f[T](x: T)(y: Int): T} as {@code f: [T](x: T)(y: Int)T}. */
    private static String method(String line) {
        int name = 4;
        while (name < line.length() && "([:".indexOf(line.charAt(name)) < 0) {
            name++;
        }
        if (name < line.length()
                && line.charAt(name) == ':'
                && name + 1 < line.length()
                && line.charAt(name + 1) != ' ') {
            return line; // an operator's name; its parts cannot be told apart
        }
        int end = name;
        while (end < line.length() && "([".indexOf(line.charAt(end)) >= 0) {
            end = behindBracket(line, end);
        }
        if (end + 2 > line.length() || !line.startsWith(": ", end)) {
            return line;
        }
        return line.substring(4, name).trim() + ": " + line.substring(name, end) + line.substring(end + 2);
    }

    private static int behindBracket(String line, int from) {
        int depth = 0;
        for (int at = from; at < line.length(); at++) {
            char each = line.charAt(at);
            if (each == '(' || each == '[') {
                depth++;
            } else if ((each == ')' || each == ']') && --depth == 0) {
                return at + 1;
            }
        }
        return line.length();
    }
}
