package dev.hearth.interpreter.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * A table that a statement names. Immutable.
 *
 * @param parts its name, with catalog and schema if they are written
 * @param alias what the statement calls it; the last part if nothing else
 */
record NamedTable(List<String> parts, String alias) {
    NamedTable {
        parts = List.copyOf(parts);
    }

    /** The tables of a statement, in the order of their naming. Subqueries and table functions are none. */
    static List<NamedTable> in(List<Token> tokens) {
        List<NamedTable> tables = new ArrayList<>();
        boolean list = false;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            boolean begins = token.kind() == Token.Kind.WORD && SqlWords.BEFORE_TABLE.contains(token.upper());
            if (!begins && !(list && token.symbol(','))) {
                list &= !(token.kind() == Token.Kind.WORD && SqlWords.AFTER_TABLE.contains(token.upper()));
                continue;
            }
            list = list || token.is("FROM");
            List<String> parts = new ArrayList<>();
            int at = i + 1;
            while (at < tokens.size() && TextPlace.isName(tokens.get(at)) && !isKeyword(tokens.get(at), parts)) {
                parts.add(TextPlace.plain(tokens.get(at)));
                at++;
                if (at >= tokens.size() || !tokens.get(at).symbol('.')) {
                    break;
                }
                at++;
            }
            boolean function = at < tokens.size() && tokens.get(at).symbol('(');
            if (!parts.isEmpty() && !function) {
                tables.add(new NamedTable(parts, alias(tokens, at, parts)));
            }
        }
        return tables;
    }

    /** {@code INSERT INTO TABLE t}, {@code DESCRIBE TABLE t}: the word counts, and the table stands behind the next one. */
    private static boolean isKeyword(Token token, List<String> parts) {
        return parts.isEmpty()
                && token.kind() == Token.Kind.WORD
                && (SqlWords.BEFORE_TABLE.contains(token.upper()) || SqlWords.AFTER_TABLE.contains(token.upper()));
    }

    private static String alias(List<Token> tokens, int behind, List<String> parts) {
        int at = behind < tokens.size() && tokens.get(behind).is("AS") ? behind + 1 : behind;
        if (at < tokens.size()) {
            Token token = tokens.get(at);
            boolean word = token.kind() == Token.Kind.WORD && !SqlWords.AFTER_TABLE.contains(token.upper());
            if (word || token.kind() == Token.Kind.QUOTED) {
                return TextPlace.plain(token);
            }
        }
        return parts.get(parts.size() - 1);
    }
}
