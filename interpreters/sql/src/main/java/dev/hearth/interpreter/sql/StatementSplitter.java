package dev.hearth.interpreter.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a cell into statements at its semicolons, but not at those in strings, quoted identifiers, comments, hints and {@code
 * BEGIN … END} scripts. What is blank or only comments is no statement. Immutable.
 */
final class StatementSplitter {
    private final List<Statement> statements;
    private final boolean open;
    private final int openBlocks;

    private StatementSplitter(List<Statement> statements, boolean open, int openBlocks) {
        this.statements = List.copyOf(statements);
        this.open = open;
        this.openBlocks = openBlocks;
    }

    /** Cuts {@code cell}; never fails. */
    static StatementSplitter split(String cell) {
        List<Token> tokens = SqlLexer.tokens(cell);
        List<Statement> statements = new ArrayList<>();
        boolean unclosed = false;
        int first = -1;
        int last = -1;
        ScriptBlocks blocks = new ScriptBlocks();
        for (Token token : tokens) {
            unclosed |= !token.closed();
            if (token.kind() == Token.Kind.SEMICOLON && blocks.depth() == 0) {
                if (first >= 0) {
                    statements.add(new Statement(cell.substring(first, last), first));
                }
                first = -1;
                blocks = new ScriptBlocks();
            } else if (token.significant()) {
                first = first < 0 ? token.start() : first;
                last = token.end();
                blocks.see(token);
            }
        }
        if (first >= 0) {
            statements.add(new Statement(cell.substring(first, last), first));
        }
        return new StatementSplitter(statements, unclosed || blocks.depth() > 0, blocks.depth());
    }

    List<Statement> statements() {
        return statements;
    }

    /** Whether the text ends in a string, quoted identifier, comment, hint or script that it does not close. */
    boolean open() {
        return open;
    }

    /** Blocks of a script that are open at the text's end. */
    int openBlocks() {
        return openBlocks;
    }
}
