package dev.hearth.interpreter.python;

import static dev.hearth.interpreter.python.TestPython.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.ExecutionResult.Failed;
import dev.hearth.interpreter.ExecutionResult.Interrupted;
import dev.hearth.interpreter.ExecutionResult.Succeeded;
import dev.hearth.interpreter.ExpressionResult;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.InterpreterFaultException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each test has a main cell that runs, and a subshell beside it. */
@ExtendWith(SharedPython.class)
class PythonSubshellsTest {
    private final TestPython python;
    private final Facility.Subshells subshells;
    private final RecordingContext mainContext = new RecordingContext();
    private Cell mainCell;
    private CompletableFuture<ExecutionResult> main;
    private String id;

    PythonSubshellsTest(TestPython python) {
        this.python = python;
        subshells = python.python.facility(Facility.Subshells.class).orElseThrow();
    }

    @BeforeAll
    static void imports(TestPython python) throws Exception {
        python.value("import time, threading, os, asyncio, subprocess");
    }

    @BeforeEach
    void beginMainCell() throws Exception {
        python.value("go_on = threading.Event()");
        id = subshells.create();
        mainCell = python.cell("print('on', flush=True)\nwhile not go_on.is_set(): time.sleep(0.002)\n'main'");
        main = python.begin(mainCell, mainContext);
        mainContext.awaitOutput();
    }

    @AfterEach
    void endMainCell() throws Exception {
        runElsewhere("go_on.set()");
        assertThat(text(main.get(10, TimeUnit.SECONDS))).contains("'main'");
        assertThat(mainContext.out()).isEqualTo("on\n");
        assertThat(subshells.delete(id)).isTrue();
        assertThat(subshells.delete(id)).isFalse();
        assertThat(python.text("6 * 7")).isEqualTo("42");
    }

    private Cell cell(String code) {
        Cell cell = python.cell(code);
        return new Cell(cell.id(), code, cell.executionCount(), false, true, cell.jobTag(), id);
    }

    private ExecutionResult run(String code, RecordingContext context) throws Exception {
        return python.begin(cell(code), context).get(5, TimeUnit.SECONDS);
    }

    private static String text(ExecutionResult result) {
        return String.valueOf(((Succeeded) result).value());
    }

    @Test
    void cell_besideTheMainOne_hasItsOwnOutputAndValueInTheSameNamespace() throws Exception {
        RecordingContext context = new RecordingContext();
        ExecutionResult result =
                run("made_beside = 5\nprint(threading.current_thread() is threading.main_thread())\n6 * 7", context);
        assertThat(text(result)).contains("\"42\"");
        assertThat(context.out()).isEqualTo("False\n");
        assertThat(main).isNotDone();
        assertThat(text(run("made_beside", context))).contains("\"5\"");
        assertThat(subshells.list()).contains(id);
    }

    @Test
    void displaysMagicsProcessesAndThreads_belongToTheirCell() throws Exception {
        RecordingContext context = new RecordingContext();
        run(
                lines(
                        "from IPython.display import display",
                        "display('shown')",
                        "!echo from a shell",
                        "os.system('echo from a process')",
                        "thread = threading.Thread(target=lambda: print('from a thread')); thread.start(); thread.join()",
                        "%timeit -n1 -r1 pass"),
                context);
        assertThat(context.out()).contains("from a shell", "from a process\n", "from a thread\n", "loop");
        assertThat(context.all).extracting(RecordingContext.Said::kind).contains("display_data");
    }

    @Test
    void error_endsOnlyItsOwnCell() throws Exception {
        assertThat(run("1 / 0", new RecordingContext())).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.ename()).isEqualTo("ZeroDivisionError");
            assertThat(String.join("\n", failed.traceback())).contains("ZeroDivisionError");
        });
        assertThat(run("1 = 2", new RecordingContext()))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.ename()).isEqualTo("SyntaxError"));
        assertThat(main).isNotDone();
    }

    @Test
    void topLevelAwait_works() throws Exception {
        assertThat(text(run("await asyncio.sleep(0.01, 'slept')", new RecordingContext())))
                .contains("slept");
    }

    @Test
    void expressions_areThoseOfTheSubshellsCell() throws Exception {
        RecordingContext context = new RecordingContext();
        run("beside = 11", context);
        Map<String, ExpressionResult> values = python.python.evaluate(Map.of("x", "beside + 1"), context);
        assertThat(values.get("x")).isInstanceOfSatisfying(ExpressionResult.Value.class, value -> assertThat(
                        value.bundle().data().toString())
                .contains("12"));
    }

    @Test
    void input_asksTheCellsOwnClient() throws Exception {
        RecordingContext context = new RecordingContext();
        context.lines.add("a line");
        assertThat(text(run("input('beside? ')", context))).contains("a line");
        assertThat(context.prompts).containsExactly("beside? ");
        assertThat(mainContext.prompts).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while True: pass",
                "time.sleep(100)",
                "while True: print('x' * 1000)",
                "await asyncio.sleep(100)",
                "!sleep 100",
                "subprocess.run(['sleep', '100'])",
                "for _ in range(1000): time.sleep(1)",
            })
    void interrupt_endsTheSubshellsCellAlone(String code) throws Exception {
        RecordingContext context = new RecordingContext(false, true);
        Cell cell = cell("print('on', flush=True)\n" + code);
        CompletableFuture<ExecutionResult> running = python.begin(cell, context);
        context.awaitOutput();
        python.python.interrupt(cell.id());
        assertThat(running.get(5, TimeUnit.SECONDS)).isInstanceOf(Interrupted.class);
        assertThat(main).isNotDone();
        assertThat(text(run("try: time.sleep(0.01)\nfinally: pass\n1 + 1", new RecordingContext())))
                .contains("\"2\"");
    }

    @Test
    void interruptOfTheMainCell_leavesTheSubshellsAlone() throws Exception {
        RecordingContext context = new RecordingContext();
        CompletableFuture<ExecutionResult> beside =
                python.begin(cell("print('on', flush=True)\nwhile not go_on.is_set(): pass\n'beside'"), context);
        context.awaitOutput();
        python.python.interrupt(mainCell.id());
        assertThat(main.get(10, TimeUnit.SECONDS)).isInstanceOf(Interrupted.class);
        assertThat(beside).isNotDone();
        main = python.begin("go_on.wait() and 'main'", mainContext);
        runElsewhere("go_on.set()");
        assertThat(text(beside.get(10, TimeUnit.SECONDS))).contains("beside");
    }

    /** In a subshell of its own, the usual one being taken. */
    private void runElsewhere(String code) throws Exception {
        String own = id;
        id = subshells.create();
        run(code, new RecordingContext());
        subshells.delete(id);
        id = own;
    }

    @Test
    void delete_interruptsWhatRunsInIt() throws Exception {
        String own = id;
        RecordingContext context = new RecordingContext();
        CompletableFuture<ExecutionResult> running =
                python.begin(cell("print('on', flush=True)\nwhile True: pass"), context);
        context.awaitOutput();
        id = subshells.create();
        assertThat(subshells.delete(own)).isTrue();
        assertThat(running.get(10, TimeUnit.SECONDS)).isInstanceOf(Interrupted.class);
        assertThat(subshells.list()).contains(id).doesNotContain(own);
        Cell late = new Cell("late", "1", 1, false, false, "tag", own);
        assertThatThrownBy(() -> python.python.execute(late, context))
                .isInstanceOf(InterpreterFaultException.class)
                .hasMessageContaining(own);
    }

    @Test
    void twoSubshells_runBesideEachOther() throws Exception {
        String other = subshells.create();
        RecordingContext context = new RecordingContext();
        CompletableFuture<ExecutionResult> waiting =
                python.begin(cell("met = threading.Event()\nprint('on', flush=True)\nmet.wait(10)"), context);
        context.awaitOutput();
        Cell second = new Cell("second", "met.set()", 1, false, false, "tag-second", other);
        python.python.execute(second, new RecordingContext());
        assertThat(text(waiting.get(10, TimeUnit.SECONDS))).contains("True");
        assertThat(subshells.delete(other)).isTrue();
    }
}
