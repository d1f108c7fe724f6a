package dev.hearth.interpreter.sql;

import dev.hearth.interpreter.Completeness;
import java.util.List;
import java.util.Set;

/** Whether a text can run as it is, by its tokens and by Spark's parser, which needs no session. Thread-safe. */
final class CompletenessCheck {
    private static final Set<String> UNFINISHED =
            Set.of("SELECT", "FROM", "JOIN", "WHERE", "AND", "OR", "ON", "BY", "HAVING", "UNION", "INTO", "AS");

    private CompletenessCheck() {}

    static Completeness of(String code) {
        StatementSplitter split = StatementSplitter.split(code);
        if (split.open()) {
            return new Completeness(Completeness.Status.INCOMPLETE, "  ".repeat(split.openBlocks()));
        }
        List<Statement> statements = split.statements();
        for (Statement statement : statements) {
            Completeness.Status status =
                    wantsMore(statement) ? Completeness.Status.INCOMPLETE : parse(statement.text());
            if (status == Completeness.Status.INCOMPLETE && isClosed(code, statement)) {
                status = Completeness.Status.INVALID;
            }
            if (status != Completeness.Status.COMPLETE) {
                return Completeness.of(status);
            }
        }
        return Completeness.of(Completeness.Status.COMPLETE);
    }

    /** Spark takes {@code SELECT * FROM} for a column called so; a person has not finished. */
    private static boolean wantsMore(Statement statement) {
        List<Token> tokens = SqlLexer.tokens(statement.text());
        Token last = tokens.get(tokens.size() - 1);
        return last.kind() == Token.Kind.WORD && UNFINISHED.contains(last.upper());
    }

    /** Whether a semicolon stands behind the statement: then nothing can be added to it. */
    private static boolean isClosed(String code, Statement statement) {
        return SqlLexer.tokens(code.substring(statement.end())).stream()
                .anyMatch(token -> token.kind() == Token.Kind.SEMICOLON);
    }

    private static Completeness.Status parse(String statement) {
        return switch (SparkParser.plain().verdict(statement)) {
            case WHOLE -> Completeness.Status.COMPLETE;
            case UNFINISHED -> Completeness.Status.INCOMPLETE;
            case WRONG -> Completeness.Status.INVALID;
            case UNKNOWN -> Completeness.Status.UNKNOWN;
        };
    }
}
