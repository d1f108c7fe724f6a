package dev.hearth.interpreter.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a cell into statements at its semicolons, but not at those in strings, quoted identifiers, comments, hints and {@code
 * BEGIN … END} scripts. What is blank or only comments is no statement. Immutable.
 *
 * <p>Where a script ends, Spark's parser says: it is the shortest text up to a semicolon that parses. The blocks are counted
 * where there is no parser or none of the texts parses, so that an error stays in the statement that has it.
 */
final class StatementSplitter {
    private static final int MOST_TRIES = 50;

    private final List<Statement> statements;
    private final boolean open;
    private final int openBlocks;

    private StatementSplitter(List<Statement> statements, boolean open, int openBlocks) {
        this.statements = List.copyOf(statements);
        this.open = open;
        this.openBlocks = openBlocks;
    }

    /** Cuts {@code cell} without a parser; never fails. */
    static StatementSplitter split(String cell) {
        return split(cell, null);
    }

    /** Cuts {@code cell}; never fails. */
    static StatementSplitter split(String cell, @Nullable SparkParser parser) {
        List<Token> tokens = SqlLexer.tokens(cell);
        List<Statement> statements = new ArrayList<>();
        boolean unclosed = false;
        int first = -1;
        int last = -1;
        ScriptBlocks blocks = new ScriptBlocks();
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            unclosed |= !token.closed();
            int scriptEnd =
                    parser != null && first < 0 && token.significant() ? scriptEnd(cell, tokens, i, parser) : -1;
            if (scriptEnd >= 0) {
                statements.add(new Statement(
                        cell.substring(token.start(), tokens.get(scriptEnd).end()), token.start()));
                i = scriptEnd;
                continue;
            }
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

    /** Index of the last token of the script that begins at {@code from}; -1 if none does, or none that parses. */
    private static int scriptEnd(String cell, List<Token> tokens, int from, SparkParser parser) {
        if (!beginsScript(tokens, from)) {
            return -1;
        }
        int tries = 0;
        int last = -1;
        int beforeLast = -1;
        for (int i = from; i <= tokens.size() && tries < MOST_TRIES; i++) {
            boolean end = i == tokens.size() || tokens.get(i).kind() == Token.Kind.SEMICOLON;
            if (end && last >= 0 && (isEnd(tokens, last) || isEnd(tokens, beforeLast))) {
                tries++;
                String text = cell.substring(
                        tokens.get(from).start(), tokens.get(last).end());
                if (parser.verdict(text) == SparkParser.Verdict.WHOLE) {
                    return last;
                }
            }
            if (i < tokens.size() && tokens.get(i).significant()) {
                beforeLast = last;
                last = i;
            }
        }
        return -1;
    }

    private static boolean isEnd(List<Token> tokens, int index) {
        return index >= 0 && tokens.get(index).is("END");
    }

    /** Whether the statement that begins at {@code from} is {@code BEGIN …} or {@code label: BEGIN …}. */
    static boolean beginsScript(List<Token> tokens, int from) {
        List<Token> head =
                tokens.stream().skip(from).filter(Token::significant).limit(3).toList();
        boolean label = head.size() == 3 && head.get(1).symbol(':') && TextPlace.isName(head.get(0));
        return !head.isEmpty() && head.get(label ? 2 : 0).is("BEGIN");
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
