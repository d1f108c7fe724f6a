package dev.hearth.interpreter.python;

import static dev.hearth.interpreter.python.TestPython.lines;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.ExecutionResult.Failed;
import dev.hearth.interpreter.ExecutionResult.Interrupted;
import dev.hearth.interpreter.ExecutionResult.Succeeded;
import dev.hearth.interpreter.ExpressionResult;
import dev.hearth.interpreter.InterpreterException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedPython.class)
class PythonInterruptTest {
    private final TestPython python;

    PythonInterruptTest(TestPython python) {
        this.python = python;
    }

    @BeforeAll
    static void imports(TestPython python) throws Exception {
        python.value("import time, asyncio, subprocess, os, re");
    }

    @AfterEach
    void sessionIsSound() throws Exception {
        assertThat(python.text("1 + 1")).isEqualTo("2");
    }

    private ExecutionResult interrupted(String code, RecordingContext context) throws Exception {
        Cell cell = python.cell("print('on', flush=True)\n" + code);
        CompletableFuture<ExecutionResult> result = python.begin(cell, context);
        context.awaitOutput();
        python.python.interrupt(cell.id());
        return result.get(15, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while True: pass",
                "time.sleep(100)",
                "while True: print('x' * 1000)",
                "await asyncio.sleep(100)",
                "!sleep 100",
                "listed = !sleep 100",
                "subprocess.run(['sleep', '100'])",
                "os.system('sleep 100')\nwhile True: time.sleep(1)",
                "re.match('(a+)+$', 'a' * 60 + 'b')",
                "import threading; threading.Event().wait()",
                "try:\n  while True: pass\nexcept KeyboardInterrupt: pass\nwhile True: pass",
            })
    void interrupt_endsTheCell(String code) throws Exception {
        RecordingContext context = new RecordingContext(false, true);
        ExecutionResult result = interrupted(code, context);
        assertThat(result).isInstanceOfSatisfying(Interrupted.class, ended -> {
            assertThat(ended.ename()).isEqualTo("KeyboardInterrupt");
            assertThat(String.join("\n", ended.traceback()))
                    .contains("KeyboardInterrupt")
                    .doesNotContain("_hearth");
        });
    }

    @Test
    void interrupt_beforeAShellCommandRuns_endsTheCell() throws Exception {
        String slow = lines(
                "import shutil",
                "which = shutil.which",
                "shutil.which = lambda name: (print('on', flush=True), time.sleep(100))",
                "try: get_ipython().system('true')",
                "finally: shutil.which = which");
        RecordingContext context = new RecordingContext();
        var cell = python.begin(slow, context);
        context.awaitOutput();
        python.interrupt();
        assertThat(cell.get(15, TimeUnit.SECONDS)).isInstanceOf(Interrupted.class);
    }

    @Test
    void interrupt_thatIsCaught_leavesTheCellToItself() throws Exception {
        RecordingContext context = new RecordingContext();
        ExecutionResult result =
                interrupted("try:\n  time.sleep(100)\nexcept KeyboardInterrupt: print('caught')\n5", context);
        assertThat(result).isInstanceOf(Succeeded.class);
        assertThat(context.out()).contains("caught");
    }

    @Test
    void traceback_ofAnErrorThatAnInterruptLedTo_hasOnlyTheUsersFrames() throws Exception {
        String code = lines("try:", "    time.sleep(100)", "except KeyboardInterrupt:", "    1 / 0");
        ExecutionResult result = interrupted(code, new RecordingContext());
        assertThat(result)
                .isInstanceOfSatisfying(Failed.class, failed -> assertThat(String.join("\n", failed.traceback()))
                        .contains("KeyboardInterrupt", "ZeroDivisionError")
                        .doesNotContain("_hearth"));
    }

    @Test
    void interrupt_duringInput_endsTheWait() throws Exception {
        RecordingContext context = new RecordingContext();
        Cell cell = python.cell("input('?')");
        CompletableFuture<ExecutionResult> result = python.begin(cell, context);
        assertThat(context.asked.await(10, TimeUnit.SECONDS)).isTrue();
        context.interruptInput();
        python.python.interrupt(cell.id());
        assertThat(result.get(10, TimeUnit.SECONDS)).isInstanceOf(Interrupted.class);
    }

    @Test
    void interrupt_ofAnotherCell_doesNothing() throws Exception {
        RecordingContext context = new RecordingContext();
        CompletableFuture<ExecutionResult> result =
                python.begin("print('on', flush=True); time.sleep(0.2); 5", context);
        context.awaitOutput();
        python.python.interrupt("cell-0");
        assertThat(result.get(10, TimeUnit.SECONDS)).isInstanceOf(Succeeded.class);
        python.interrupt();
    }

    @Test
    void interrupt_ofAnAwait_doesNotGoOnInALaterCell() throws Exception {
        RecordingContext first = new RecordingContext();
        interrupted("go = asyncio.Event(); await go.wait(); print('zombie')", first);
        assertThat(python.output("go.set()\nfor _ in range(10): await asyncio.sleep(0)")
                        .out())
                .isEmpty();
        assertThat(first.out()).isEqualTo("on\n");
    }

    @Test
    void interrupt_ofExpressions_endsThemAll() throws Exception {
        RecordingContext context = new RecordingContext();
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("before", "6 * 7");
        asked.put("during", "print('on', flush=True) or time.sleep(100)");
        asked.put("after", "time.sleep(100)");
        python.value("None");
        CompletableFuture<Map<String, ExpressionResult>> values = CompletableFuture.supplyAsync(() -> {
            try {
                return python.python.evaluate(asked, context);
            } catch (InterpreterException e) {
                throw new IllegalStateException(e);
            }
        });
        context.awaitOutput();
        python.interrupt();
        Map<String, ExpressionResult> ended = values.get(10, TimeUnit.SECONDS);
        assertThat(ended.keySet()).containsExactlyElementsOf(asked.keySet());
        assertThat(ended.get("before")).isInstanceOf(ExpressionResult.Value.class);
        assertThat(List.of("during", "after")).allSatisfy(name -> assertThat(ended.get(name))
                .isInstanceOfSatisfying(ExpressionResult.Failed.class, failed -> assertThat(failed.ename())
                        .isEqualTo("KeyboardInterrupt")));
    }

    @Test
    void interrupt_tenTimesAtRandomMoments_leavesTheSessionSound() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 10; i++) {
            RecordingContext context = new RecordingContext();
            Cell cell = python.cell(lines(
                    "class Noisy:",
                    "    def __del__(self):",
                    "        for _ in range(50): pass",
                    "print('on', flush=True)",
                    "while True:",
                    "    x = [Noisy() for _ in range(20)]",
                    "    print(len(x), end='')",
                    "    [str(n) for n in range(500)]"));
            CompletableFuture<ExecutionResult> result = python.begin(cell, context);
            context.awaitOutput();
            TimeUnit.MICROSECONDS.sleep(random.nextInt(40_000));
            python.python.interrupt(cell.id());
            python.python.interrupt(cell.id());
            assertThat(result.get(15, TimeUnit.SECONDS)).isInstanceOf(Interrupted.class);
            assertThat(context.err()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"time.sleep(100)", "!sleep 100"})
    void interrupt_ofAWait_tenTimesAtRandomMoments_endsIt(String wait) throws Exception {
        Random random = new Random(11);
        for (int i = 0; i < 10; i++) {
            RecordingContext context = new RecordingContext();
            Cell cell = python.cell("print('on', flush=True)\n" + wait);
            CompletableFuture<ExecutionResult> result = python.begin(cell, context);
            context.awaitOutput();
            TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000));
            python.python.interrupt(cell.id());
            assertThat(result.get(15, TimeUnit.SECONDS)).isInstanceOf(Interrupted.class);
            assertThat(context.err()).isEmpty();
            assertThat(context.out()).isEqualTo("on\n");
        }
    }

    @Test
    void interrupt_atOnceAfterTheStart_neverHurts() throws Exception {
        for (int i = 0; i < 10; i++) {
            RecordingContext context = new RecordingContext();
            Cell cell = python.cell("sum(range(10))");
            CompletableFuture<ExecutionResult> result = python.begin(cell, context);
            TimeUnit.MICROSECONDS.sleep(i * 150L);
            python.python.interrupt(cell.id());
            assertThat(result.get(10, TimeUnit.SECONDS)).isInstanceOfAny(Succeeded.class, Interrupted.class);
            assertThat(context.err()).doesNotContain("ignored");
        }
    }
}
