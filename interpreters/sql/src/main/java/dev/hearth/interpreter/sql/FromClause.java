package dev.hearth.interpreter.sql;

import java.util.ArrayList;
import java.util.List;

/** The relations that one query names itself, subqueries as relations and not what is in them. Confined to one call. */
final class FromClause {
    private final List<Token> tokens;
    private final List<Relation> found = new ArrayList<>();
    private int at;

    private FromClause(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** In the order of their naming. */
    static List<Relation> of(List<Token> query) {
        FromClause clause = new FromClause(query);
        clause.read(false);
        return clause.found;
    }

    /** Reads to the end; {@code list}: a comma or the beginning is followed by a relation. */
    private void read(boolean list) {
        boolean inList = list;
        if (list) {
            relation(true);
        }
        while (at < tokens.size()) {
            Token token = tokens.get(at);
            boolean begins = token.kind() == Token.Kind.WORD
                    && SqlWords.BEFORE_TABLE.contains(token.upper())
                    && !(at > 0 && tokens.get(at - 1).symbol('.'));
            if (token.symbol('(')) {
                at = TokenGroups.close(tokens, at) + 1;
            } else if (token.is("LATERAL")
                    && at + 1 < tokens.size()
                    && tokens.get(at + 1).is("VIEW")) {
                at += 2;
                lateralView();
            } else if (begins || (inList && token.symbol(','))) {
                inList |= token.is("FROM");
                boolean target = token.is("INTO") || token.is("TABLE") || token.is("UPDATE") || token.is("VIEW");
                at++;
                relation(!target);
            } else {
                inList &= !(token.kind() == Token.Kind.WORD && SqlWords.AFTER_TABLE.contains(token.upper()))
                        || token.is("AS");
                at++;
            }
        }
    }

    /** {@code functions}: a parenthesis behind a name makes it a table function, and is no list of its columns. */
    private void relation(boolean functions) {
        while (at < tokens.size() && isNoise(tokens.get(at))) {
            at++;
        }
        if (at >= tokens.size()) {
            return;
        }
        if (tokens.get(at).symbol('(')) {
            List<Token> inside = TokenGroups.inside(tokens, at);
            boolean query = TokenGroups.isQuery(tokens, at);
            at = TokenGroups.close(tokens, at) + 1;
            if (query) {
                alias(List.of(), inside);
            } else {
                FromClause nested = new FromClause(inside);
                nested.read(true);
                found.addAll(nested.found);
            }
            return;
        }
        List<String> parts = new ArrayList<>();
        while (at < tokens.size() && TextPlace.isName(tokens.get(at))) {
            parts.add(TextPlace.plain(tokens.get(at)));
            at++;
            if (at >= tokens.size() || !tokens.get(at).symbol('.')) {
                break;
            }
            at++;
        }
        if (functions && at < tokens.size() && tokens.get(at).symbol('(') && !parts.isEmpty()) {
            at = TokenGroups.close(tokens, at) + 1;
            alias(List.of(), List.of());
        } else if (!parts.isEmpty()) {
            alias(parts, List.of());
        }
    }

    /** {@code INSERT INTO TABLE t}, {@code DESCRIBE TABLE EXTENDED t}, {@code FROM LATERAL …}. */
    private boolean isNoise(Token token) {
        boolean word = token.kind() == Token.Kind.WORD
                && (SqlWords.BEFORE_TABLE.contains(token.upper())
                        || token.is("LATERAL")
                        || token.is("EXTENDED")
                        || token.is("FORMATTED"));
        return word && !(at + 1 < tokens.size() && tokens.get(at + 1).symbol('.'));
    }

    private void alias(List<String> parts, List<Token> body) {
        String name = parts.isEmpty() ? "" : parts.get(parts.size() - 1);
        List<String> columns = List.of();
        boolean as = at < tokens.size() && tokens.get(at).is("AS");
        int next = as ? at + 1 : at;
        if (next < tokens.size() && isAlias(tokens.get(next))) {
            name = TextPlace.plain(tokens.get(next));
            at = next + 1;
            if (at < tokens.size() && tokens.get(at).symbol('(')) {
                columns = TokenGroups.names(tokens, at);
                at = TokenGroups.close(tokens, at) + 1;
            }
        }
        found.add(new Relation(name, parts, body, columns));
    }

    /** {@code LATERAL VIEW [OUTER] explode(x) t AS a, b}. */
    private void lateralView() {
        while (at < tokens.size() && !tokens.get(at).symbol('(')) {
            at++;
        }
        at = TokenGroups.close(tokens, Math.min(at, Math.max(0, tokens.size() - 1))) + 1;
        String alias = "";
        if (at < tokens.size() && isAlias(tokens.get(at))) {
            alias = TextPlace.plain(tokens.get(at));
            at++;
        }
        List<String> columns = new ArrayList<>();
        if (at < tokens.size() && tokens.get(at).is("AS")) {
            at++;
            while (at < tokens.size()
                    && (isAlias(tokens.get(at)) || tokens.get(at).symbol(','))) {
                if (TextPlace.isName(tokens.get(at))) {
                    columns.add(TextPlace.plain(tokens.get(at)));
                }
                at++;
            }
        }
        found.add(new Relation(alias, List.of(), List.of(), columns));
    }

    private static boolean isAlias(Token token) {
        return token.kind() == Token.Kind.QUOTED
                || (token.kind() == Token.Kind.WORD && !SqlWords.AFTER_TABLE.contains(token.upper()));
    }
}
