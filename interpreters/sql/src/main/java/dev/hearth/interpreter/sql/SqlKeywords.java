package dev.hearth.interpreter.sql;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.Vocabulary;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;

/** The keywords of the Spark that is there, the common ones first. Immutable. */
final class SqlKeywords {
    static final List<String> ALL = read();

    private SqlKeywords() {}

    private static List<String> read() {
        Set<String> words = new LinkedHashSet<>(SqlWords.KEYWORDS);
        try {
            Vocabulary vocabulary = SqlBaseLexer.VOCABULARY;
            List<String> further = new ArrayList<>();
            for (int i = 0; i <= vocabulary.getMaxTokenType(); i++) {
                String literal = vocabulary.getLiteralName(i);
                if (literal != null && literal.matches("'[A-Z_]{2,}'")) {
                    further.add(literal.substring(1, literal.length() - 1));
                }
            }
            further.stream().sorted().forEach(words::add);
        } catch (LinkageError e) {
            return List.copyOf(words);
        }
        return List.copyOf(words);
    }
}
