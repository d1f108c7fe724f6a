package dev.hearth.interpreter.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.CellContext;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.protocol.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A real Python for a test, and short words for what tests do with it. */
final class TestPython implements AutoCloseable {
    final PythonInterpreter python;
    private final AtomicInteger count = new AtomicInteger();

    TestPython(PythonSettings settings) throws Exception {
        python = new PythonInterpreter(settings);
        python.start();
    }

    static TestPython in(Path directory) throws Exception {
        return new TestPython(settings(directory));
    }

    static String executable() {
        return Optional.ofNullable(System.getenv("HEARTH_TEST_PYTHON")).orElse("python3");
    }

    static PythonSettings settings(Path directory) {
        return PythonSettings.of(executable(), directory, directory.resolve("private"));
    }

    /** Settings with another time to end and another limit of what is shown at once. */
    static PythonSettings limited(PythonSettings settings, Duration close, int maxBodyBytes) {
        return new PythonSettings(
                settings.executable(),
                settings.environment(),
                settings.workingDirectory(),
                settings.privateDirectory(),
                settings.pythonPath(),
                settings.spark(),
                settings.startTimeout(),
                settings.requestTimeout(),
                close,
                settings.sparkTimeout(),
                maxBodyBytes);
    }

    /** Settings for a Python that cannot import IPython, and so starts faster. */
    static PythonSettings plain(Path directory) throws IOException {
        Path missing = Files.createDirectories(directory.resolve("missing/IPython"));
        Files.writeString(missing.resolve("__init__.py"), "raise ImportError('IPython is not here')");
        return settings(directory).withPythonPath(List.of(directory.resolve("missing")));
    }

    static String lines(String... lines) {
        return String.join("\n", lines);
    }

    Cell cell(String code) {
        int n = count.incrementAndGet();
        return new Cell("cell-" + n, code, n, false, true, "tag-" + n, null);
    }

    ExecutionResult run(String code, CellContext context) throws InterpreterException {
        return python.execute(cell(code), context);
    }

    /** Begins a cell on a thread of its own. */
    CompletableFuture<ExecutionResult> begin(String code, CellContext context) {
        return begin(cell(code), context);
    }

    CompletableFuture<ExecutionResult> begin(Cell cell, CellContext context) {
        CompletableFuture<ExecutionResult> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(python.execute(cell, context));
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    /** Interrupts the latest cell. */
    void interrupt() {
        python.interrupt("cell-" + count.get());
    }

    /** Runs a cell that must succeed, and returns its value's data as JSON text, or "". */
    String value(String code) throws InterpreterException {
        return value(code, new RecordingContext());
    }

    String value(String code, CellContext context) throws InterpreterException {
        ExecutionResult result = run(code, context);
        assertThat(result).isInstanceOf(ExecutionResult.Succeeded.class);
        var bundle = ((ExecutionResult.Succeeded) result).value();
        return bundle == null ? "" : bundle.data().toString();
    }

    /** The text/plain of {@link #value}. */
    String text(String code) throws Exception {
        String data = value(code);
        return data.isEmpty()
                ? ""
                : Json.mapper().readTree(data).path("text/plain").asText();
    }

    RecordingContext output(String code) throws InterpreterException {
        RecordingContext context = new RecordingContext();
        value(code, context);
        return context;
    }

    @Override
    public void close() {
        python.close();
    }
}
