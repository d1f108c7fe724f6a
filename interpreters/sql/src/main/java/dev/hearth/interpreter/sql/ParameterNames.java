package dev.hearth.interpreter.sql;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The names behind colons in a statement that may be parameters. Stateless.
 *
 * <p>Some are none: a field of {@code STRUCT<a:INT>}, a label's block. Spark alone can tell, and does when it binds; a value
 * too many does no harm there.
 */
final class ParameterNames {
    private static final Set<String> BLOCKS = Set.of("BEGIN", "LOOP", "WHILE", "REPEAT", "FOR");

    private ParameterNames() {}

    /** In the order of their first use. */
    static Set<String> in(String statement) {
        Set<String> names = new LinkedHashSet<>();
        if (statement.indexOf(':') < 0) {
            return names;
        }
        List<Token> tokens = SqlLexer.tokens(statement);
        for (int i = 0; i + 1 < tokens.size(); i++) {
            Token name = tokens.get(i + 1);
            boolean cast = i > 0 && tokens.get(i - 1).symbol(':');
            boolean block = name.kind() == Token.Kind.WORD && BLOCKS.contains(name.upper());
            if (tokens.get(i).symbol(':') && TextPlace.isName(name) && !cast && !block) {
                names.add(TextPlace.plain(name));
            }
        }
        return names;
    }
}
