package dev.hearth.driver.dispatch;

import dev.hearth.protocol.Language;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text and the language that it is in: what its first line {@code %%scala}, {@code %%python} or {@code %%sql} says, else the
 * session's own. A list of jars, {@code %%deps}, is Scala's in every session, and keeps its first line. Immutable.
 *
 * @param options what stands behind the language in that line
 * @param body the text without that line
 * @param skipped code points of that line
 */
record LanguageSwitch(Language language, String options, String body, int skipped) {
    private static final Pattern FIRST_LINE =
            Pattern.compile("%%(scala|python|sql)(?:[ \\t]+([^\\r\\n]*))?[ \\t]*(\\r?\\n|$)");

    private static final Pattern JARS = Pattern.compile("%%deps(?=\\s|$)");

    static LanguageSwitch read(String code, Language own) {
        Matcher matcher = FIRST_LINE.matcher(code);
        if (!matcher.lookingAt()) {
            return new LanguageSwitch(JARS.matcher(code).lookingAt() ? Language.SCALA : own, "", code, 0);
        }
        Language language = Language.ofWireName(matcher.group(1)).orElseThrow();
        String options = matcher.group(2) == null ? "" : matcher.group(2).strip();
        int skipped = code.codePointCount(0, matcher.end());
        return new LanguageSwitch(language, options, code.substring(matcher.end()), skipped);
    }
}
