package dev.hearth.interpreter.scala;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.ExpressionResult;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.InterpreterFaultException;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Cells beside each other. */
@ExtendWith(SharedSession.class)
class ScalaSubshellTest {
    private final ScalaSession session;
    private final Facility.Subshells subshells;
    private final ExecutorService lane = Executors.newSingleThreadExecutor(task -> new Thread(task, "subshell"));
    private int count;

    ScalaSubshellTest(ScalaSession session) {
        this.session = session;
        this.subshells = session.interpreter.facility(Facility.Subshells.class).orElseThrow();
    }

    @AfterEach
    void end() throws Exception {
        subshells.list().forEach(subshells::delete);
        lane.shutdownNow();
        assertThat(lane.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void execute_besideARunningCell_keepsOutputInputAndResultsApart() throws Exception {
        String id = subshells.create();
        assertThat(subshells.list()).containsExactly(id);
        Gate.close();
        ScalaSession.Running main = session.begin(
                "println(\"main\"); dev.hearth.interpreter.scala.Gate.pass()\n"
                        + "println(scala.io.StdIn.readLine()); 1",
                "for main");
        main.sink().awaitOut("main\n");
        ScalaSession.Context beside = new ScalaSession.Context("for beside");
        String code = "val madeBeside = 20; println(scala.io.StdIn.readLine()); madeBeside + 1";
        assertThat(ScalaSession.textOf(submit(id, code, beside).get(60, TimeUnit.SECONDS)))
                .endsWith("Int = 21");
        assertThat(beside.sink.out()).isEqualTo("for beside\n");
        assertThat(main.isDone()).isFalse();
        Gate.open();
        assertThat(ScalaSession.textOf(main.result())).endsWith("Int = 1");
        assertThat(main.sink().out()).isEqualTo("main\nfor main\n");
        assertThat(session.text("madeBeside")).endsWith("Int = 20");
    }

    @Test
    void interrupt_oneOfTwoCells_sparesTheOther() throws Exception {
        String id = subshells.create();
        ScalaSession.Running main = session.begin("println(\"on\"); var stopMain = false; while (true) {}");
        main.sink().awaitOut("on\n");
        ScalaSession.Context beside = new ScalaSession.Context();
        Future<ExecutionResult> other = submit(id, "println(\"on\"); while (true) Thread.sleep(1)", beside);
        beside.sink.awaitOut("on\n");
        main.interrupt();
        assertThat(main.result()).isInstanceOf(ExecutionResult.Interrupted.class);
        assertThat(session.text("Thread.sleep(20); 5")).endsWith("Int = 5");
        assertThat(other.isDone()).isFalse();
        assertThat(subshells.delete(id)).isTrue();
        assertThat(other.get(60, TimeUnit.SECONDS)).isInstanceOf(ExecutionResult.Interrupted.class);
        assertThat(subshells.delete(id)).isFalse();
    }

    @Test
    void execute_inASubshellThatIsNot_isAFault() {
        assertThatThrownBy(() ->
                        submit("scala-none", "1", new ScalaSession.Context()).get(60, TimeUnit.SECONDS))
                .hasCauseInstanceOf(InterpreterFaultException.class)
                .hasMessageContaining("there is no subshell scala-none");
    }

    @Test
    void evaluate_interruptedBetweenExpressions_asksNoFurther() throws Exception {
        ScalaSession.Context context = new ScalaSession.Context();
        context.interrupted = true;
        Map<String, ExpressionResult> results =
                session.onCellThread(() -> session.interpreter.evaluate(Map.of("a", "while (true) {}; 1"), context));
        assertThat(results.get("a")).isInstanceOf(ExpressionResult.Failed.class);
    }

    private Future<ExecutionResult> submit(String id, String code, ScalaSession.Context context) {
        String cell = "beside-" + ++count + "-" + System.nanoTime();
        return lane.submit(
                () -> session.interpreter.execute(new Cell(cell, code, count, false, true, "tag", id), context));
    }
}
