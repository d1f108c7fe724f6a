package dev.hearth.interpreter.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts SQL text into tokens by the rules of Spark's lexer, as far as they decide where a statement ends. The tokens cover the
 * text without gaps; no text is an error. Confined to one call.
 */
final class SqlLexer {
    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private SqlLexer(String text) {
        this.text = text;
    }

    /** The tokens of {@code text} in order. */
    static List<Token> tokens(String text) {
        SqlLexer lexer = new SqlLexer(text);
        while (lexer.at < text.length()) {
            lexer.next();
        }
        return lexer.tokens;
    }

    private void next() {
        char c = text.charAt(at);
        if (Character.isWhitespace(c)) {
            add(Token.Kind.SPACE, endWhile(at, Character::isWhitespace), true);
        } else if (text.startsWith("--", at)) {
            lineComment();
        } else if (text.startsWith("/*+", at)) {
            int close = text.indexOf("*/", at + 3);
            add(Token.Kind.HINT, close < 0 ? text.length() : close + 2, close >= 0);
        } else if (text.startsWith("/*", at)) {
            blockComment();
        } else if (c == '\'' || c == '"') {
            string(at, true);
        } else if ((c == 'r' || c == 'R') && at + 1 < text.length() && isQuote(text.charAt(at + 1))) {
            string(at + 1, false);
        } else if (c == '`') {
            quoted();
        } else if (c == '$' && dollarTagEnd() > 0) {
            dollarString(dollarTagEnd());
        } else if (isWordPart(c)) {
            word(c);
        } else {
            add(c == ';' ? Token.Kind.SEMICOLON : Token.Kind.SYMBOL, at + 1, true);
        }
    }

    /** Up to the line's end; a backslash before the end carries on, as in Spark. */
    private void lineComment() {
        int i = at + 2;
        while (i < text.length() && text.charAt(i) != '\n' && text.charAt(i) != '\r') {
            i += text.startsWith("\\\n", i) ? 2 : 1;
        }
        add(Token.Kind.COMMENT, Math.min(i, text.length()), true);
    }

    private void blockComment() {
        int depth = 1;
        int i = at + 2;
        while (i < text.length() && depth > 0) {
            if (text.startsWith("*/", i)) {
                depth--;
                i += 2;
            } else if (text.startsWith("/*", i) && !text.startsWith("/*+", i)) {
                depth++;
                i += 2;
            } else {
                i++;
            }
        }
        add(Token.Kind.COMMENT, i, depth == 0);
    }

    private void string(int quoteAt, boolean escapes) {
        char quote = text.charAt(quoteAt);
        int i = quoteAt + 1;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '\\' && escapes) {
                i += 2;
            } else if (c == quote) {
                // A doubled quote is two strings side by side or one with a quote in it: alike for us.
                add(Token.Kind.STRING, i + 1, true);
                return;
            } else {
                i++;
            }
        }
        add(Token.Kind.STRING, text.length(), false);
    }

    private void quoted() {
        int i = at + 1;
        while (i < text.length()) {
            if (text.charAt(i) == '`') {
                if (i + 1 < text.length() && text.charAt(i + 1) == '`') {
                    i += 2;
                    continue;
                }
                add(Token.Kind.QUOTED, i + 1, true);
                return;
            }
            i++;
        }
        add(Token.Kind.QUOTED, text.length(), false);
    }

    /** Index behind {@code $tag$} at the current place, or -1. */
    private int dollarTagEnd() {
        int i = endWhile(at + 1, c -> c < 128 && Character.isLetter(c));
        return i < text.length() && text.charAt(i) == '$' ? i + 1 : -1;
    }

    private void dollarString(int tagEnd) {
        String tag = text.substring(at, tagEnd);
        int close = text.indexOf(tag, tagEnd);
        add(Token.Kind.STRING, close < 0 ? text.length() : close + tag.length(), close >= 0);
    }

    private void word(char first) {
        int end = endWhile(at, SqlLexer::isWordPart);
        boolean number = first >= '0' && first <= '9';
        for (int i = at; i < end && number; i++) {
            number = text.charAt(i) < 128 && Character.isLetterOrDigit(text.charAt(i));
        }
        add(number && startsLikeNumber(end) ? Token.Kind.NUMBER : Token.Kind.WORD, end, true);
    }

    /** Digits with at most a type's or exponent's letters behind; {@code 2024_sales} and {@code 1st} are identifiers. */
    private boolean startsLikeNumber(int end) {
        int digits = endWhile(at, c -> c >= '0' && c <= '9');
        String rest = text.substring(digits, end).toUpperCase(java.util.Locale.ROOT);
        return rest.isEmpty() || rest.matches("L|S|Y|D|F|BD|E[0-9]*(D|F|BD)?");
    }

    private int endWhile(int from, java.util.function.IntPredicate part) {
        int i = from;
        while (i < text.length() && part.test(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private void add(Token.Kind kind, int end, boolean closed) {
        int stop = Math.min(end, text.length());
        tokens.add(new Token(kind, text.substring(at, stop), at, stop, closed));
        at = stop;
    }

    private static boolean isQuote(char c) {
        return c == '\'' || c == '"';
    }

    private static boolean isWordPart(int c) {
        return c == '_' || Character.isLetterOrDigit(c) || Character.isSurrogate((char) c);
    }
}
