package dev.hearth.interpreter.sql;

import java.util.Locale;

/**
 * One piece of a SQL text. Immutable.
 *
 * @param start index of its first {@code char} in the text
 * @param end index behind its last {@code char}
 * @param closed false for a string, quoted identifier, comment or hint that the text ends in
 */
record Token(Kind kind, String text, int start, int end, boolean closed) {
    /** What a piece is to Spark's lexer. */
    enum Kind {
        SPACE,
        COMMENT,
        HINT,
        STRING,
        /** In backticks. */
        QUOTED,
        /** Keyword or identifier. */
        WORD,
        NUMBER,
        SEMICOLON,
        SYMBOL
    }

    /** Whether Spark's parser sees it. */
    boolean significant() {
        return kind != Kind.SPACE && kind != Kind.COMMENT;
    }

    /** Whether it is the bare word {@code keyword}, given in capitals. */
    boolean is(String keyword) {
        return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
    }

    boolean symbol(char c) {
        return kind == Kind.SYMBOL && text.length() == 1 && text.charAt(0) == c;
    }

    String upper() {
        return text.toUpperCase(Locale.ROOT);
    }
}
