package dev.hearth.interpreter.python;

import static dev.hearth.interpreter.python.TestPython.lines;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.interpreter.Completeness;
import dev.hearth.interpreter.Completion;
import dev.hearth.interpreter.ExecutionResult.Failed;
import dev.hearth.interpreter.ExecutionResult.Interrupted;
import dev.hearth.interpreter.ExpressionResult;
import dev.hearth.interpreter.InterpreterException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A Python without IPython. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlainShellTest {
    private TestPython python;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        python = new TestPython(TestPython.plain(directory));
    }

    @AfterAll
    void close() {
        python.close();
    }

    @Test
    void execute_valuesAndStreams_work() throws Exception {
        assertThat(python.text("x = 20\nprint('said')\nx + 1")).isEqualTo("21");
        assertThat(python.output("print('said')").out()).isEqualTo("said\n");
        assertThat(python.value("x;")).isEmpty();
        assertThat(python.value("class H:\n  def _repr_html_(self): return '<i>'\nH()"))
                .contains("\"text/html\":\"<i>\"");
        assertThat(python.output("display(H())").all.toString()).contains("display_data", "<i>");
    }

    @Test
    void execute_await_works() throws Exception {
        assertThat(python.text("import asyncio\nawait asyncio.sleep(0.01, 5)")).isEqualTo("5");
    }

    @Test
    void execute_error_pointsAtTheCell() throws Exception {
        Failed failed = (Failed) python.run(lines("def f():", "    return 1 / 0", "f()"), new RecordingContext());
        assertThat(failed.ename()).isEqualTo("ZeroDivisionError");
        assertThat(String.join("\n", failed.traceback()))
                .contains("return 1 / 0", "<cell ")
                .doesNotContain("plain.py");
        assertThat(String.join("\n", ((Failed) python.run("%time 1", new RecordingContext())).traceback()))
                .contains("IPython");
        assertThat(((Failed) python.run("import sys; sys.exit(1)", new RecordingContext())).ename())
                .isEqualTo("SystemExit");
    }

    @Test
    void interrupt_works() throws Exception {
        RecordingContext context = new RecordingContext();
        var result = python.begin("print('on', flush=True)\nwhile True: pass", context);
        context.awaitOutput();
        python.interrupt();
        assertThat(result.get(10, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(Interrupted.class, ended -> assertThat(String.join("\n", ended.traceback()))
                        .contains("<cell ", "KeyboardInterrupt")
                        .doesNotContain("_hearth"));
    }

    @Test
    void queries_work() throws Exception {
        assertThat(python.python.complete("import os; os.getc", 18).candidates())
                .isEmpty();
        python.value("import os");
        assertThat(python.python.complete("os.getc", 7).candidates())
                .extracting(Completion.Candidate::text)
                .contains("os.getcwd");
        assertThat(python.python.inspect("os.getcwd", 4, 0).bundle().data().toString())
                .contains("current working directory");
        assertThat(python.python.isComplete("if x:"))
                .isEqualTo(new Completeness(Completeness.Status.INCOMPLETE, "    "));
        assertThat(python.python.isComplete("x = 1").status()).isEqualTo(Completeness.Status.COMPLETE);
        assertThat(python.python.isComplete("x = = 1").status()).isEqualTo(Completeness.Status.INVALID);
        assertThat(python.python
                        .evaluate(Map.of("a", "1 + 1"), new RecordingContext())
                        .get("a"))
                .isInstanceOf(ExpressionResult.Value.class);
    }

    @Test
    void queries_thatWaitBehindASlowOne_areLimited() throws Exception {
        python.value(lines(
                "import threading",
                "go = threading.Event()",
                "class Slow:",
                "    def __dir__(self): go.wait(); return []",
                "slow = Slow()"));
        List<CompletableFuture<String>> answers = new ArrayList<>();
        ExecutorService askers = Executors.newCachedThreadPool();
        try {
            for (int i = 0; i < 70; i++) {
                answers.add(CompletableFuture.supplyAsync(this::completeSlow, askers));
            }
            assertThat(CompletableFuture.anyOf(answers.toArray(CompletableFuture[]::new)))
                    .succeedsWithin(Duration.ofSeconds(9))
                    .isEqualTo("Python could not answer: 64 questions wait already");
            python.value("go.set()");
            assertThat(answers).allSatisfy(answer -> assertThat(answer).succeedsWithin(Duration.ofSeconds(9)));
        } finally {
            askers.shutdownNow();
        }
    }

    private String completeSlow() {
        try {
            return python.python.complete("slow.x", 6).candidates().toString();
        } catch (InterpreterException | InterruptedException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void input_isAsked() throws Exception {
        RecordingContext context = new RecordingContext();
        context.lines.add("Ada");
        assertThat(python.value("input('Name? ')", context)).contains("'Ada'");
    }
}
