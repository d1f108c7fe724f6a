package dev.hearth.interpreter.scala;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One import statement with something in it that begins with a dollar. Not thread-safe. */
final class DollarImport {
    private static final Pattern ITEM = Pattern.compile("\\s*\\$(ivy|dep|repo|cp)\\s*\\.(.*)", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    private final String text;
    private final int start;
    private final int items;

    /** The statement that begins at {@code start} and whose first item begins at {@code items}. */
    DollarImport(String text, int start, int items) {
        this.text = text;
        this.start = start;
        this.items = items;
    }

    /** Blanks the items that are ours, adds what they ask for to {@code wants}, and leaves the rest of the statement. */
    void cutFrom(StringBuilder code, List<String> wants) {
        List<int[]> found = split();
        boolean othersLeft = false;
        for (int[] item : found) {
            Matcher matcher = ITEM.matcher(text.substring(item[0], item[1]));
            if (!matcher.matches()) {
                othersLeft = true;
                continue;
            }
            Matcher name = NAME.matcher(matcher.group(2));
            while (name.find()) {
                wants.add(prefix(matcher.group(1)) + name.group(1));
            }
            MagicText.blank(code, item[0], item[1]);
            comma(code, item, othersLeft);
        }
        if (!othersLeft) {
            MagicText.blank(code, start, items);
        }
    }

    private static String prefix(String kind) {
        return switch (kind) {
            case "repo" -> "repository ";
            case "cp" -> "jar ";
            default -> "";
        };
    }

    /** With an item goes the comma before it, or behind it if it is the first. */
    private static void comma(StringBuilder code, int[] item, boolean othersBefore) {
        int at = othersBefore ? item[0] - 1 : item[1];
        if (at < code.length() && code.charAt(at) == ',') {
            code.setCharAt(at, ' ');
        }
    }

    /** Where the items begin and end. */
    private List<int[]> split() {
        List<int[]> found = new ArrayList<>();
        int from = items;
        int depth = 0;
        boolean quoted = false;
        int at = items;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (quoted) {
                quoted = c != '`';
            } else if (c == '`') {
                quoted = true;
            } else if (c == '{') {
                depth++;
            } else if (c == '}') {
                depth--;
            } else if (depth == 0 && c == ',') {
                found.add(new int[] {from, at});
                from = at + 1;
            } else if (depth <= 0 && (c == '\n' || c == ';')) {
                break;
            }
        }
        found.add(new int[] {from, at});
        return found;
    }
}
