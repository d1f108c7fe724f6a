package dev.hearth.interpreter.scala;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.ExecutionResult;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How cells are ended, and that nothing else is. */
@ExtendWith(SharedSession.class)
class ScalaInterruptTest {
    private final ScalaSession session;

    ScalaInterruptTest(ScalaSession session) {
        this.session = session;
    }

    @ParameterizedTest
    @MethodSource("dev.hearth.interpreter.scala.Endless#cells")
    void interrupt_runningCell_endsItAndLeavesTheSessionUsable(String code) throws Exception {
        ScalaSession.Running cell = session.begin("println(\"on\")\n" + code);
        cell.sink().awaitOut("on\n");
        cell.interrupt();
        ExecutionResult result = cell.result();
        assertThat(result).isInstanceOf(ExecutionResult.Interrupted.class);
        ExecutionResult.Interrupted interrupted = (ExecutionResult.Interrupted) result;
        assertThat(interrupted.ename()).isEqualTo("InterruptedException");
        assertThat(interrupted.traceback().get(0)).contains("the cell was interrupted");
        assertThat(session.text("Thread.currentThread.isInterrupted")).endsWith("Boolean = false");
    }

    @Test
    void interrupt_busyLoop_saysWhereItWas() throws Exception {
        ScalaSession.Running cell = session.begin("println(\"on\")\ndef spin() =\n  while (true) {}\n\nspin()");
        cell.sink().awaitOut("on\n");
        cell.interrupt();
        assertThat(((ExecutionResult.Interrupted) cell.result()).traceback().toString())
                .matches(".*at spin\\(cell \\d+:3\\).*at cell \\d+:5.*");
    }

    @Test
    void interrupt_loopInALibrary_stopsTheThreadWhereTheJdkCan() throws Exception {
        assumeThat(Runtime.version().feature()).isLessThan(20);
        ScalaSession.Running cell = session.begin("println(\"on\")\nBigInt(3).pow(300000000).bitLength");
        cell.sink().awaitOut("on\n");
        cell.interrupt();
        assertThat(cell.result()).isInstanceOf(ExecutionResult.Interrupted.class);
        assertThat(session.text("8")).endsWith("Int = 8");
    }

    @Test
    void interrupt_whileCompiling_isNoCompileError() throws Exception {
        String large = IntStream.range(0, 1500)
                .mapToObj(
                        i -> "val large" + i + " = List(" + i + ").map(n => (n, n.toString)).toMap.getOrElse(1, \"\")")
                .collect(Collectors.joining("\n"));
        ScalaSession.Running cell = session.begin(large);
        cell.interrupt();
        while (!cell.isDone()) {
            cell.interrupt();
            Thread.sleep(5); // leaves the compiler the processor
        }
        assertThat(cell.result()).isInstanceOf(ExecutionResult.Interrupted.class);
        assertThat(session.text("9")).endsWith("Int = 9");
        assertThat(session.failure("large1").ename()).isEqualTo("CompileError");
    }

    @Test
    void interrupt_beforeTheCellIsKnownHere_endsItAllTheSame() throws Exception {
        ScalaSession.Context context = new ScalaSession.Context();
        context.interrupted = true; // and nobody says so again
        Cell cell = new Cell("early", "while (true) {}", 9, false, true, "tag-early", null);
        assertThat(session.onCellThread(() -> session.interpreter.execute(cell, context)))
                .isInstanceOf(ExecutionResult.Interrupted.class);
        assertThat(session.text("Thread.currentThread.isInterrupted")).endsWith("Boolean = false");
    }

    @Test
    void interrupt_anotherCell_doesNothing() throws Exception {
        ScalaSession.Running before = session.begin("1");
        before.result();
        ScalaSession.Running cell = session.begin("println(\"on\"); Thread.sleep(200); \"ended by itself\"");
        cell.sink().awaitOut("on\n");
        session.interpreter.interrupt(before.id);
        session.interpreter.interrupt("no such cell");
        assertThat(ScalaSession.textOf(cell.result())).contains("ended by itself");
    }

    @Test
    void interrupt_cell_sparesLaterCellsAndThreadsOfOthers() throws Exception {
        session.text("@volatile var beats = 0L; @volatile var stop = false\n"
                + "val beating = new Thread(() => while (!stop) beats += 1); beating.start()");
        for (int i = 0; i < 2; i++) {
            ScalaSession.Running cell = session.begin("println(\"on\"); while (true) {}");
            cell.sink().awaitOut("on\n");
            cell.interrupt();
            assertThat(cell.result()).isInstanceOf(ExecutionResult.Interrupted.class);
            session.interpreter.interrupt(cell.id);
            assertThat(session.text("var m = 0; while (m < 1000000) m += 1; m")).contains("1000000");
        }
        assertThat(session.text("val was = beats; Thread.sleep(50); beats > was"))
                .endsWith("Boolean = true");
        session.text("stop = true; beating.join()");
    }

    @Test
    void interrupt_cellWithFinally_printsWhatItSays() throws Exception {
        ScalaSession.Running cell = session.begin(
                "println(\"on\"); try { while (true) System.nanoTime() } finally println(\"cleaned up\")");
        cell.sink().awaitOut("on\n");
        cell.interrupt();
        cell.result();
        assertThat(cell.sink().out()).isEqualTo("on\ncleaned up\n");
    }
}
