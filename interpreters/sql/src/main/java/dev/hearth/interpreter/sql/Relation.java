package dev.hearth.interpreter.sql;

import java.util.List;

/**
 * Something in a FROM clause that has columns. Immutable.
 *
 * @param alias what the query calls it; empty if nothing
 * @param parts the name of a table, view or common table expression; empty for a subquery and for a table function
 * @param body the tokens of a subquery; empty for anything else
 * @param columns the names that the query gives to its columns; empty if none
 */
record Relation(String alias, List<String> parts, List<Token> body, List<String> columns) {
    Relation {
        parts = List.copyOf(parts);
        body = List.copyOf(body);
        columns = List.copyOf(columns);
    }
}
