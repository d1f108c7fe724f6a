package dev.hearth.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The terminal of a person: lines are read at its bottom, what happens is printed above them. JLine does both, on any
 * terminal, and reads from a pipe, too.
 *
 * <p>One thread reads; any may print. Closing gives the terminal back as it was.
 */
final class AttachTerminal implements Screen, AutoCloseable {
    private static final int MOST_HELD = 64 << 10;

    private final Terminal terminal;
    private final LineReader reader;
    private final OutputPrinter printer;
    private final StringBuilder held = new StringBuilder(); // guarded by this
    private boolean reading; // guarded by this
    private boolean asking; // whether a cell is whole: JLine's lock is held by then; guarded by this
    private volatile @Nullable Wholeness wholeness; // of what is being read

    /** Says whether what was typed so far is a whole cell. */
    interface Wholeness {
        boolean isWhole(String text);
    }

    private AttachTerminal(Terminal terminal) {
        this.terminal = terminal;
        this.reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .parser(new Cells())
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.INSERT_TAB, true)
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "   ...: ")
                .build();
        this.printer = new OutputPrinter(new PrintWriter(new Above()), !isDumb());
    }

    /** Takes the terminal that this program runs in. */
    static AttachTerminal open() throws IOException {
        Terminal terminal = TerminalBuilder.builder()
                .system(true)
                .provider("exec") // its others load libraries of their own into the JVM
                .dumb(true)
                .build();
        return new AttachTerminal(terminal);
    }

    private boolean isDumb() {
        return terminal.getType().startsWith(Terminal.TYPE_DUMB);
    }

    /**
     * Reads a cell, of one line or several.
     *
     * @throws org.jline.reader.UserInterruptException for Ctrl-C
     * @throws org.jline.reader.EndOfFileException for Ctrl-D
     */
    String cell(int number, Wholeness isWhole) {
        return read("In [" + number + "]: ", null, isWhole);
    }

    /** Reads an answer, which is not shown if it is secret. */
    String answer(String question, boolean secret) {
        return read(question, secret ? '*' : null, text -> true);
    }

    private String read(String prompt, @Nullable Character mask, Wholeness isWhole) {
        synchronized (this) {
            if (!held.isEmpty()) {
                held.append('\n');
            }
            print();
            reading = true;
        }
        try {
            wholeness = isWhole;
            return reader.readLine(prompt, mask);
        } finally {
            synchronized (this) {
                reading = false;
                print();
            }
        }
    }

    /** What Ctrl-C does while nothing is read. */
    void onInterrupt(Runnable action) {
        terminal.handle(Terminal.Signal.INT, signal -> action.run());
    }

    @Override
    public synchronized void input(int count, String code) {
        String prompt = "In [" + count + "]: ";
        printer.note(prompt + code.stripTrailing().replace("\n", "\n" + " ".repeat(prompt.length() - 5) + "...: "));
    }

    @Override
    public synchronized void output(String type, JsonNode content) {
        printer.output(type, content);
    }

    @Override
    public synchronized void ended() {
        printer.endLine();
    }

    @Override
    public synchronized void note(String sentence) {
        printer.note(sentence);
    }

    /** Prints what is held: while lines are read, only whole lines can stand above them. */
    private synchronized void print() {
        if (reading && asking) {
            return; // printed behind the answer, for which the printing thread may be needed
        }
        int until = reading ? held.lastIndexOf("\n") + 1 : held.length();
        if (reading && until == 0 && held.length() > MOST_HELD) {
            until = held.length();
        }
        if (until == 0) {
            return;
        }
        String text = held.substring(0, until);
        held.delete(0, until);
        if (reading) {
            reader.printAbove(text);
        } else {
            terminal.writer().print(text);
            terminal.writer().flush();
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            print();
        }
        terminal.close();
    }

    private final class Above extends Writer {
        @Override
        public void write(char[] text, int offset, int length) {
            synchronized (AttachTerminal.this) {
                held.append(text, offset, length);
                if (held.length() > MOST_HELD) {
                    print();
                }
            }
        }

        @Override
        public void flush() {
            print();
        }

        @Override
        public void close() {
            print();
        }
    }

    private boolean isWhole(String text) {
        Wholeness asked = wholeness;
        if (asked == null || text.isBlank()) {
            return true;
        }
        synchronized (this) {
            asking = true;
        }
        try {
            return asked.isWhole(text);
        } finally {
            synchronized (this) {
                asking = false;
            }
            print();
        }
    }

    /** A cell is one word; a line that does not end it gets another. */
    private final class Cells implements Parser {
        @Override
        public ParsedLine parse(String line, int cursor, ParseContext context) {
            if (context == ParseContext.ACCEPT_LINE && !isWhole(line)) {
                throw new EOFError(-1, -1, "the cell goes on");
            }
            return new OneWord(line, cursor);
        }
    }

    private record OneWord(String line, int cursor) implements CompletingParsedLine {
        @Override
        public String word() {
            return line;
        }

        @Override
        public int wordCursor() {
            return cursor;
        }

        @Override
        public int wordIndex() {
            return 0;
        }

        @Override
        public List<String> words() {
            return List.of(line);
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return cursor;
        }

        @Override
        public int rawWordLength() {
            return line.length();
        }
    }
}
