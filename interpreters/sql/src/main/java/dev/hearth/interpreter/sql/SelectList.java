package dev.hearth.interpreter.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The select list of one query, by its tokens. Stateless. */
final class SelectList {
    /** Words that may end an expression. */
    private static final Set<String> ENDS = Set.of("END", "NULL", "TRUE", "FALSE", "ASC", "DESC", "FIRST", "LAST");

    private SelectList() {}

    /** The tokens of each item; nothing if the query has no list yet. */
    static List<List<Token>> of(List<Token> query) {
        int from = -1;
        int to = query.size();
        for (int i = 0; i < query.size(); i++) {
            Token token = query.get(i);
            if (token.symbol('(')) {
                i = TokenGroups.close(query, i);
            } else if (from < 0 && token.is("SELECT")) {
                from = i + 1;
            } else if (from >= 0 && token.kind() == Token.Kind.WORD && isEnd(query, i)) {
                to = i;
                break;
            }
        }
        if (from < 0) {
            return List.of();
        }
        while (from < to
                && (query.get(from).is("DISTINCT")
                        || query.get(from).is("ALL")
                        || query.get(from).kind() == Token.Kind.HINT)) {
            from++;
        }
        return TokenGroups.split(query.subList(from, to));
    }

    private static boolean isEnd(List<Token> query, int at) {
        Token token = query.get(at);
        return !query.get(at - 1).symbol('.')
                && (token.is("FROM")
                        || token.is("WHERE")
                        || token.is("GROUP")
                        || token.is("ORDER")
                        || token.is("LIMIT")
                        || token.is("HAVING"));
    }

    /** {@code a} or {@code t.a.b}. */
    static boolean isPath(List<Token> item) {
        if (item.size() % 2 == 0) {
            return false;
        }
        for (int i = 0; i < item.size(); i++) {
            boolean fits =
                    i % 2 == 0 ? TextPlace.isName(item.get(i)) : item.get(i).symbol('.');
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    static List<String> path(List<Token> item) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < item.size(); i += 2) {
            names.add(TextPlace.plain(item.get(i)));
        }
        return names;
    }

    /** The name that an item has behind {@code AS}, or behind its expression without it. */
    static Optional<String> alias(List<Token> item) {
        int size = item.size();
        Token last = item.get(size - 1);
        if (size < 2 || !TextPlace.isName(last)) {
            return Optional.empty();
        }
        Token before = item.get(size - 2);
        boolean ends = before.symbol(')')
                || before.symbol(']')
                || before.kind() == Token.Kind.STRING
                || before.kind() == Token.Kind.NUMBER
                || (TextPlace.isName(before) && !ENDS.contains(last.upper()));
        return before.is("AS") || ends ? Optional.of(TextPlace.plain(last)) : Optional.empty();
    }

    static List<Token> withoutAlias(List<Token> item) {
        int end = item.size() - 1;
        return item.subList(0, end > 0 && item.get(end - 1).is("AS") ? end - 1 : end);
    }
}
