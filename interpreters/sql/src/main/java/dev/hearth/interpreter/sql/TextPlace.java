package dev.hearth.interpreter.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * What stands around a cursor. Immutable.
 *
 * @param quiet whether the cursor is in a string or a comment
 * @param qualifier the names before the word at the cursor: {@code a} and {@code b} of {@code a.b.c}
 * @param word the word at the cursor as far as it is asked for, without backticks
 * @param start index of its first {@code char}
 * @param before the last token before the whole name in capitals, empty if there is none
 * @param tokens tokens of the statement that count
 * @param cursor how many of them stand before the end of the word
 */
record TextPlace(
        boolean quiet, List<String> qualifier, String word, int start, String before, List<Token> tokens, int cursor) {
    /** The word up to the cursor, for completion. */
    static TextPlace upTo(String code, int cursor) {
        return of(code, cursor, cursor);
    }

    /** The whole word that the cursor touches, for inspection. */
    static TextPlace around(String code, int cursor) {
        for (Token token : SqlLexer.tokens(code)) {
            boolean name = token.kind() == Token.Kind.WORD || token.kind() == Token.Kind.QUOTED;
            if (name && token.start() <= cursor && cursor <= token.end()) {
                return of(code, token.end(), cursor);
            }
        }
        return of(code, cursor, cursor);
    }

    private static TextPlace of(String code, int end, int cursor) {
        List<Token> head = SqlLexer.tokens(code.substring(0, end));
        Token last = head.isEmpty() ? null : head.get(head.size() - 1);
        if (last != null && isQuiet(last, end)) {
            return new TextPlace(true, List.of(), "", cursor, "", List.of(), 0);
        }
        int at = head.size() - 1;
        String word = "";
        int start = end;
        if (at >= 0 && isName(head.get(at))) {
            word = plain(head.get(at));
            start = head.get(at).start();
            at--;
        }
        List<String> qualifier = new ArrayList<>();
        while (at >= 1 && head.get(at).symbol('.') && isName(head.get(at - 1))) {
            qualifier.add(0, plain(head.get(at - 1)));
            at -= 2;
        }
        while (at >= 0 && !head.get(at).significant()) {
            at--;
        }
        String lead = at < 0 ? "" : head.get(at).upper();
        List<Token> tokens = begun(head);
        if (word.isEmpty() && !tokens.isEmpty() && tokens.get(tokens.size() - 1).symbol('.')) {
            // What comes next is no part of the name that is about to be written.
            tokens.add(new Token(Token.Kind.QUOTED, "``", end, end, true));
        }
        int before = tokens.size();
        addRest(code, end, tokens);
        return new TextPlace(false, List.copyOf(qualifier), word, start, lead, List.copyOf(tokens), before);
    }

    /** The tokens behind the last semicolon. */
    private static List<Token> begun(List<Token> head) {
        List<Token> tokens = new ArrayList<>();
        for (Token token : head) {
            if (token.kind() == Token.Kind.SEMICOLON) {
                tokens.clear();
            } else if (token.significant()) {
                tokens.add(token);
            }
        }
        return tokens;
    }

    /** Adds the tokens up to the next semicolon; they are read by themselves, for a quote may be open. */
    private static void addRest(String code, int end, List<Token> tokens) {
        for (Token token : SqlLexer.tokens(code.substring(end))) {
            if (token.kind() == Token.Kind.SEMICOLON) {
                break;
            }
            if (token.significant()) {
                tokens.add(token);
            }
        }
    }

    private static boolean isQuiet(Token last, int end) {
        return switch (last.kind()) {
            case STRING, HINT -> !last.closed();
            case COMMENT -> !last.closed() || (last.text().startsWith("--") && last.end() == end);
            case NUMBER -> true;
            case SPACE, QUOTED, WORD, SEMICOLON, SYMBOL -> false;
        };
    }

    static boolean isName(Token token) {
        return token.kind() == Token.Kind.WORD || token.kind() == Token.Kind.QUOTED;
    }

    /** A name without its backticks. */
    static String plain(Token token) {
        if (token.kind() != Token.Kind.QUOTED) {
            return token.text();
        }
        String inner = token.text().substring(1, token.text().length() - (token.closed() ? 1 : 0));
        return inner.replace("``", "`");
    }
}
