package dev.hearth.interpreter.sql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a place in a statement sees: the relations of its query, then those of the queries around it, and the common table
 * expressions of all of them. Immutable.
 *
 * @param own the tokens of the innermost query, between its set operators
 * @param relations nearest first
 * @param common by name in lower case; nearer ones hide farther ones
 */
record QueryScope(List<Token> own, List<Relation> relations, Map<String, Relation> common) {
    private static final Set<String> SET_OPERATORS = Set.of("UNION", "INTERSECT", "EXCEPT", "MINUS");

    /**
     * The scope of a place.
     *
     * @param tokens of the statement, those that count
     * @param cursor how many of them stand before the place
     */
    static QueryScope at(List<Token> tokens, int cursor) {
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < cursor && i < tokens.size(); i++) {
            if (tokens.get(i).symbol('(')) {
                open.add(i);
            } else if (tokens.get(i).symbol(')') && !open.isEmpty()) {
                open.remove(open.size() - 1);
            }
        }
        List<Relation> relations = new ArrayList<>();
        Map<String, Relation> common = new LinkedHashMap<>();
        List<Token> own = null;
        for (int i = open.size() - 1; i >= -1; i--) {
            if (i >= 0 && !TokenGroups.isQuery(tokens, open.get(i))) {
                continue;
            }
            int from = i < 0 ? 0 : open.get(i) + 1;
            List<Token> block = i < 0 ? tokens : TokenGroups.inside(tokens, open.get(i));
            List<Token> part = between(block, cursor - from);
            own = own == null ? part : own;
            relations.addAll(FromClause.of(part));
            common(block).forEach((name, relation) -> common.putIfAbsent(name, relation));
        }
        return new QueryScope(own == null ? tokens : own, relations, common);
    }

    /** The scope of a whole query inside this one: it sees the same common table expressions besides its own. */
    QueryScope inside(List<Token> query) {
        Map<String, Relation> all = new LinkedHashMap<>(common(query));
        common.forEach(all::putIfAbsent);
        List<Token> first = between(query, 0);
        return new QueryScope(first, FromClause.of(first), all);
    }

    /** The tokens around {@code cursor} between two set operators. */
    private static List<Token> between(List<Token> block, int cursor) {
        int from = 0;
        for (int i = 0; i < block.size(); i++) {
            Token token = block.get(i);
            if (token.symbol('(')) {
                i = TokenGroups.close(block, i);
            } else if (token.kind() == Token.Kind.WORD && SET_OPERATORS.contains(token.upper())) {
                if (i >= cursor) {
                    return block.subList(from, i);
                }
                from = i + 1;
            }
        }
        return block.subList(from, block.size());
    }

    /** {@code WITH a AS (…), b (x, y) AS (…)}. */
    private static Map<String, Relation> common(List<Token> block) {
        Map<String, Relation> found = new LinkedHashMap<>();
        for (int i = 0; i < block.size(); i++) {
            if (block.get(i).symbol('(')) {
                i = TokenGroups.close(block, i);
            } else if (block.get(i).is("WITH")) {
                with(block, i + 1, found);
            }
        }
        return found;
    }

    private static void with(List<Token> block, int from, Map<String, Relation> found) {
        int at = from < block.size() && block.get(from).is("RECURSIVE") ? from + 1 : from;
        while (at < block.size() && TextPlace.isName(block.get(at))) {
            String name = TextPlace.plain(block.get(at));
            at++;
            List<String> columns = List.of();
            if (at < block.size() && block.get(at).symbol('(')) {
                columns = TokenGroups.names(block, at);
                at = TokenGroups.close(block, at) + 1;
            }
            while (at < block.size()
                    && !block.get(at).symbol('(')
                    && !block.get(at).symbol(',')) {
                at++;
            }
            if (at < block.size() && block.get(at).symbol('(')) {
                found.put(
                        name.toLowerCase(Locale.ROOT),
                        new Relation(name, List.of(), TokenGroups.inside(block, at), columns));
                at = TokenGroups.close(block, at) + 1;
            }
            if (at >= block.size() || !block.get(at).symbol(',')) {
                return;
            }
            at++;
        }
    }
}
