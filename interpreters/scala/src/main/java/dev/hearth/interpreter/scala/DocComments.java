package dev.hearth.interpreter.scala;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what the author of a source text, of Scala or of Java, wrote over a declaration. Stateless.
 *
 * <p>No parser: a comment belongs to the declaration behind it, and that to the last type before it that is indented less, which
 * holds for every source that a tool has formatted.
 */
final class DocComments {
    private static final int HEAD = 2_000;
    private static final int LENGTH = 16 * 1024;
    private static final Pattern COMMENT = Pattern.compile("(?s)([ \\t]*)/\\*\\*(.*?)\\*/");
    private static final Pattern TYPE =
            Pattern.compile("(?m)^([ \\t]*)(?:[\\w@\\[\\].]+ +)*?(?:class|trait|object|interface|enum|record) +(\\w+)");
    private static final String ANNOTATIONS = "(?:@[\\w.]+(?:\\([^)]*\\))?\\s*|//[^\\n]*\\n\\s*|/\\*[^*].*?\\*/\\s*)*";
    private static final String MODIFIERS = "(?:[\\w]+(?:\\[[^\\]]*\\])?\\s+)*?";

    private DocComments() {}

    /**
     * The comment over a declaration, without its decoration.
     *
     * @param owner the name of the type that it stands in; empty if any will do
     * @param name of the member or type
     * @param parameters the names of the parameters of the overload meant; empty if unknown
     */
    static Optional<String> find(String source, String owner, String name, List<String> parameters) {
        String word = Pattern.quote(name);
        // A member of Scala, a type, or a method, constructor or field of Java.
        Pattern declaration = Pattern.compile("(?s)\\A\\s*" + ANNOTATIONS + MODIFIERS
                + "(?:(?:def|val|var|type|class|trait|object|interface|enum|record)\\s+" + word + "(?![\\w$])"
                + "|(?:<[^>]*>+\\s*)?(?:[\\w.\\[\\]<>?, ]+?\\s+)?" + word + "\\s*[(=;])");
        List<Found> all = new ArrayList<>();
        Matcher comment = COMMENT.matcher(source);
        while (comment.find()) {
            String behind = source.substring(comment.end(), Math.min(source.length(), comment.end() + HEAD));
            Matcher head = declaration.matcher(behind);
            if (head.find()) {
                String within = enclosing(
                        source.substring(0, comment.start()), comment.group(1).length());
                int next = behind.indexOf("/**");
                int end = Math.min(next < 0 ? behind.length() : next, head.end() + 300);
                String signature = behind.substring(0, Math.max(end, head.end()));
                all.add(new Found(comment.group(2), within.equals(owner), matches(signature, parameters)));
            }
        }
        return all.stream()
                .filter(each -> owner.isEmpty() || each.owned)
                .reduce((first, other) -> other.fit > first.fit ? other : first)
                .map(each -> plain(each.comment));
    }

    private static String enclosing(String before, int indent) {
        String within = "";
        Matcher type = TYPE.matcher(before);
        while (type.find()) {
            if (type.group(1).length() < indent || indent == 0) {
                within = type.group(2);
            }
        }
        return within;
    }

    /** How many of the parameters' names stand behind the name. */
    private static int matches(String signature, List<String> parameters) {
        int fit = 0;
        for (String each : parameters) {
            if (Pattern.compile("\\b" + Pattern.quote(each) + "\\s*:")
                    .matcher(signature)
                    .find()) {
                fit++;
            }
        }
        return fit;
    }

    private static String plain(String comment) {
        StringBuilder text = new StringBuilder();
        for (String line : comment.split("\n", -1)) {
            text.append(line.strip().replaceFirst("^\\* ?", "")).append('\n');
        }
        String plain = text.toString()
                .replaceAll("\\{@(?:code|link|linkplain|literal|value)\\s+([^}]*)\\}", "$1")
                .replaceAll("</?[a-zA-Z][^>\\n]{0,80}>", "")
                .replace("{{{", "")
                .replace("}}}", "")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&")
                .replaceAll("\\n{3,}", "\n\n")
                .strip();
        return ResultText.cut(plain, LENGTH);
    }

    private record Found(String comment, boolean owned, int fit) {}
}
