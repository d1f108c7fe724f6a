package dev.hearth.interpreter.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Parentheses in a list of tokens that count. Stateless. */
final class TokenGroups {
    private static final Set<String> QUERIES = Set.of("SELECT", "WITH", "FROM", "VALUES", "TABLE");

    private TokenGroups() {}

    /** Index of the parenthesis that closes the one at {@code open}; the number of tokens if none does. */
    static int close(List<Token> tokens, int open) {
        int depth = 0;
        for (int i = open; i < tokens.size(); i++) {
            if (tokens.get(i).symbol('(')) {
                depth++;
            } else if (tokens.get(i).symbol(')')) {
                depth--;
                if (depth == 0) {
                    return i;
                }
            }
        }
        return tokens.size();
    }

    /** The tokens between the parenthesis at {@code open} and its end. */
    static List<Token> inside(List<Token> tokens, int open) {
        return tokens.subList(Math.min(open + 1, tokens.size()), Math.max(open + 1, close(tokens, open)));
    }

    /** Whether a query begins behind the parenthesis at {@code open}. */
    static boolean isQuery(List<Token> tokens, int open) {
        int at = open + 1;
        while (at < tokens.size() && tokens.get(at).symbol('(')) {
            at++;
        }
        return at < tokens.size()
                && tokens.get(at).kind() == Token.Kind.WORD
                && QUERIES.contains(tokens.get(at).upper());
    }

    /** The parts between the commas that are in no parentheses. */
    static List<List<Token>> split(List<Token> tokens) {
        List<List<Token>> parts = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).symbol('(')) {
                i = close(tokens, i);
            } else if (tokens.get(i).symbol(',')) {
                parts.add(tokens.subList(from, i));
                from = i + 1;
            }
        }
        parts.add(tokens.subList(from, tokens.size()));
        return parts;
    }

    /** The names in a list such as {@code (a, b)} at {@code open}. */
    static List<String> names(List<Token> tokens, int open) {
        List<String> names = new ArrayList<>();
        for (Token token : inside(tokens, open)) {
            if (TextPlace.isName(token)) {
                names.add(TextPlace.plain(token));
            }
        }
        return names;
    }
}
