package dev.hearth.interpreter.sql;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts the blocks of a {@code BEGIN … END} script while its tokens go by. Only a statement that begins with {@code BEGIN} or
 * {@code label: BEGIN} is a script; in all others the depth stays 0. Not thread-safe.
 *
 * <p>{@code IF}, {@code LOOP}, {@code WHILE}, {@code REPEAT} and {@code FOR} are also names of functions and parts of
 * expressions, so they are not counted: their {@code END IF} and so on name them, and lie inside a block that is.
 */
final class ScriptBlocks {
    private static final Set<String> BEFORE_BEGIN = Set.of("THEN", "ELSE", "DO", "LOOP", "REPEAT", "BEGIN", "ATOMIC");
    private static final Set<String> AFTER_END = Set.of("IF", "LOOP", "WHILE", "REPEAT", "FOR");

    private enum Block {
        BEGIN,
        CASE
    }

    private final Deque<Block> blocks = new ArrayDeque<>();
    private @Nullable Token previous;
    private @Nullable Token beforePrevious;
    private int seen;
    private boolean script;
    private boolean handler;
    private boolean endAfterStatement;

    /** Takes the next token that is neither space nor comment. */
    void see(Token token) {
        if (endAfterStatement) {
            endAfterStatement = false;
            if (!(token.kind() == Token.Kind.WORD && AFTER_END.contains(token.upper()))) {
                blocks.poll();
            }
        }
        if (isOpening()) {
            open(token);
        } else if (script && !blocks.isEmpty()) {
            inside(token);
        }
        beforePrevious = previous;
        previous = token;
        seen++;
    }

    /** Blocks open at this place. An {@code END} that ends the text counts as the block's. */
    int depth() {
        return blocks.size() - (endAfterStatement ? 1 : 0);
    }

    private boolean isOpening() {
        return seen == 0 || (seen == 2 && !script && previous != null && previous.symbol(':') && beforeIsLabel());
    }

    private boolean beforeIsLabel() {
        return beforePrevious != null
                && (beforePrevious.kind() == Token.Kind.WORD || beforePrevious.kind() == Token.Kind.QUOTED);
    }

    private void open(Token token) {
        if (token.is("BEGIN")) {
            script = true;
            blocks.push(Block.BEGIN);
        }
    }

    private void inside(Token token) {
        Token before = previous;
        if (before == null || before.symbol('.')) {
            return;
        }
        if (before.kind() == Token.Kind.SEMICOLON || before.is("BEGIN")) {
            handler = token.is("DECLARE");
        }
        if (token.is("BEGIN") && beginsBlock(before)) {
            blocks.push(Block.BEGIN);
        } else if (token.is("CASE") && !before.is("END")) {
            blocks.push(Block.CASE);
        } else if (token.is("END")) {
            end(before);
        }
    }

    private boolean beginsBlock(Token before) {
        return before.kind() == Token.Kind.SEMICOLON
                || before.symbol(':')
                || BEFORE_BEGIN.contains(before.upper())
                || handler;
    }

    private void end(Token before) {
        boolean afterStatement = before.kind() == Token.Kind.SEMICOLON || before.is("BEGIN");
        if (afterStatement) {
            endAfterStatement = true;
        } else if (blocks.peek() == Block.CASE) {
            blocks.pop();
        }
    }
}
