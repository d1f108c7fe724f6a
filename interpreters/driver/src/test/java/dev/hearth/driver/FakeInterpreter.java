package dev.hearth.driver;

import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.CellContext;
import dev.hearth.interpreter.Completeness;
import dev.hearth.interpreter.Completion;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.ExpressionResult;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.InputNotAllowedException;
import dev.hearth.interpreter.Inspection;
import dev.hearth.interpreter.Interpreter;
import dev.hearth.interpreter.InterpreterDiedException;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.interpreter.InterpreterFaultException;
import dev.hearth.interpreter.LanguageInfo;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.MimeBundle;
import dev.hearth.protocol.StreamName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A language of one word a cell: {@code print TEXT}, {@code flood N} (kilobytes), {@code value TEXT}, {@code fail}, {@code hang},
 * {@code hang-deaf} (says so, and ignores interrupts for a second after the first, and the first three), {@code late} (hangs, and knows of no interrupt in its first second), {@code die}, {@code fault}, {@code ask PROMPT}, {@code show N} (one display of so
 * many kilobytes), {@code set NAME TEXT}, {@code get NAME}. Has values, and subshells unless it is SQL. Thread-safe.
 */
final class FakeInterpreter implements Interpreter {
    private final Language language;
    private final CountDownLatch mayStart;
    final AtomicInteger starts = new AtomicInteger();
    final FakeValues values = new FakeValues();
    final FakeSubshells subshells = new FakeSubshells();
    final FakeLibraries libraries = new FakeLibraries();
    private final Map<String, Thread> cells = new ConcurrentHashMap<>();

    FakeInterpreter(Language language) {
        this(language, new CountDownLatch(0));
    }

    FakeInterpreter(Language language, CountDownLatch mayStart) {
        this.language = language;
        this.mayStart = mayStart;
    }

    @Override
    public Language language() {
        return language;
    }

    @Override
    public LanguageInfo languageInfo() {
        String name = language.wireName();
        return new LanguageInfo(name, "1", "text/x-" + name, "." + name, name, name, "");
    }

    @Override
    public Set<Request> beside() {
        return language == Language.SQL
                ? Set.of(Request.COMPLETE, Request.IS_COMPLETE, Request.VARIABLES)
                : Set.of(Request.COMPLETE, Request.IS_COMPLETE, Request.VARIABLES, Request.COMM);
    }

    @Override
    public void start() throws InterruptedException {
        mayStart.await();
        starts.incrementAndGet();
    }

    @Override
    public ExecutionResult execute(Cell cell, CellContext context) throws InterpreterException {
        try {
            if (cell.code().equals("late")) { // known here a second after it began
                deafly();
            }
            cells.put(cell.id(), Thread.currentThread());
            if (context.interrupted()) {
                throw new InterruptedException();
            }
            return run(cell, context);
        } catch (InterruptedException e) {
            return new ExecutionResult.Interrupted("KeyboardInterrupt", "", List.of("KeyboardInterrupt"));
        } catch (InputNotAllowedException e) {
            return new ExecutionResult.Failed("InputNotAllowed", e.toString(), List.of());
        } finally {
            cells.remove(cell.id());
        }
    }

    private ExecutionResult run(Cell cell, CellContext context)
            throws InterruptedException, InputNotAllowedException, InterpreterException {
        String word = cell.code().split("[ \n]", 2)[0];
        String rest = cell.code().length() > word.length() ? cell.code().substring(word.length() + 1) : "";
        switch (word) {
            case "print" -> context.output().stream(StreamName.STDOUT, rest);
            case "flood" -> {
                byte[] line = ("x".repeat(1023) + "\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                for (int i = 0; i < Integer.parseInt(rest.strip()); i++) {
                    context.output().stream(StreamName.STDOUT, line, 0, line.length);
                }
            }
            case "show" -> context.output().display(MimeBundle.text("y".repeat(Integer.parseInt(rest.strip()) * 1024)));
            case "value" -> {
                return ExecutionResult.Succeeded.of(MimeBundle.text(rest));
            }
            case "fail" -> {
                return new ExecutionResult.Failed("Oops", rest, List.of("Oops: " + rest));
            }
            case "set" -> values.set(rest.split(" ", 2)[0], rest.split(" ", 2)[1]);
            case "get" -> context.output().stream(StreamName.STDOUT, values.get(rest) + " " + cell.options());
            case "where" ->
                context.output().stream(
                        StreamName.STDOUT, Thread.currentThread().getName() + " " + cell.subshellId());
            case "hang", "late" -> new CountDownLatch(1).await();
            case "hang-deaf" -> {
                context.output().stream(StreamName.STDOUT, "deaf");
                deafly();
            }
            case "ask" -> {
                String answer = context.input(rest, false);
                context.output().stream(StreamName.STDOUT, "you said " + answer);
            }
            case "die" -> throw new InterpreterDiedException("it fell over");
            case "fault" -> throw new InterpreterFaultException("we are at fault");
            case "throw" -> throw new IllegalStateException("a bug");
            case "break" -> throw new AssertionError("a compiler's");
            case "break-badly" -> FakeInterpreter.<RuntimeException>undeclared(new Exception("nobody declares this"));
            default -> {
                return ExecutionResult.Succeeded.nothing();
            }
        }
        return ExecutionResult.Succeeded.nothing();
    }

    /** For a second; once interrupted, until that came three times, however slow the machine is: ten seconds at the most. */
    private static void deafly() throws InterruptedException {
        int interrupted = 0;
        long begun = System.nanoTime();
        long end = begun + TimeUnit.SECONDS.toNanos(1);
        while (System.nanoTime() < end
                || (interrupted > 0 && interrupted < 3 && System.nanoTime() < begun + TimeUnit.SECONDS.toNanos(10))) {
            try {
                TimeUnit.MILLISECONDS.sleep(10);
            } catch (InterruptedException e) {
                end = interrupted == 0 ? System.nanoTime() + TimeUnit.SECONDS.toNanos(1) : end;
                interrupted++;
            }
        }
        if (interrupted > 0) {
            throw new InterruptedException();
        }
    }

    @Override
    public Map<String, ExpressionResult> evaluate(Map<String, String> expressions, CellContext context) {
        Map<String, ExpressionResult> values = new LinkedHashMap<>();
        expressions.forEach((name, text) -> values.put(
                name,
                text.equals("bad")
                        ? new ExpressionResult.Failed("Bad", "no", List.of("Bad: no"))
                        : new ExpressionResult.Value(MimeBundle.text("=" + text))));
        return values;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> void undeclared(Exception thrown) throws E {
        throw (E) thrown;
    }

    @Override
    public Completion complete(String code, int cursor) {
        if (code.equals("break")) {
            throw new AssertionError("a compiler's");
        }
        return new Completion(
                cursor - 1,
                cursor,
                List.of(
                        new Completion.Candidate("print", "function", "(text)"),
                        new Completion.Candidate("plain", "", "")));
    }

    @Override
    public Inspection inspect(String code, int cursor, int detailLevel) {
        return Inspection.of(MimeBundle.text(language.wireName() + ":" + code));
    }

    @Override
    public Completeness isComplete(String code) {
        return code.endsWith("(")
                ? new Completeness(Completeness.Status.INCOMPLETE, "  ")
                : Completeness.of(Completeness.Status.COMPLETE);
    }

    @Override
    public void interrupt(String id) {
        cells.computeIfPresent(id, (same, thread) -> {
            thread.interrupt();
            return thread;
        });
    }

    @Override
    public <F extends Facility> Optional<F> facility(Class<F> kind) {
        return Stream.<Facility>of(values, subshells, libraries)
                .filter(kind::isInstance)
                .filter(facility -> language != Language.SQL || facility == values)
                .map(kind::cast)
                .findFirst();
    }

    @Override
    public void close() {}
}
