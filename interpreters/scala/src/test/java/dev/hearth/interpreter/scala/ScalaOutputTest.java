package dev.hearth.interpreter.scala;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.interpreter.ExecutionResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where what is printed goes, and when. */
@ExtendWith(SharedSession.class)
class ScalaOutputTest {
    private static final String WAIT = "dev.hearth.interpreter.scala.Gate.pass()";

    private final ScalaSession session;

    ScalaOutputTest(ScalaSession session) {
        this.session = session;
    }

    @Test
    void print_whileTheCellRuns_arrivesAtOnce() throws Exception {
        Gate.close();
        ScalaSession.Running cell = session.begin("print(\"half a line\"); " + WAIT + "; println(\" and the rest\")");
        cell.sink().awaitOut("half a line");
        assertThat(cell.isDone()).isFalse();
        Gate.open();
        cell.result();
        assertThat(cell.sink().out()).isEqualTo("half a line and the rest\n");
    }

    @Test
    void print_toBothStreams_keepsTheOrder() throws Exception {
        ScalaSession.Running cell = session.begin(
                "println(\"a\"); Console.err.println(\"b\"); System.out.println(\"c\"); System.err.printf(\"%s%n\", \"d\")");
        cell.result();
        assertThat(cell.sink().chunks()).containsExactly("stdout a\n", "stderr b\n", "stdout c\n", "stderr d\n");
    }

    @Test
    void print_afterTheCellEnded_belongsToIt() throws Exception {
        Gate.close();
        ScalaSession.Running first = session.begin("val late = new Thread(() => { " + WAIT
                + "; println(\"late\"); System.err.println(\"later\") }); late.start()");
        first.result();
        ScalaSession.Running second = session.begin("println(\"second\")");
        second.result();
        Gate.open();
        first.sink().awaitOut("late\n");
        session.text("late.join()");
        assertThat(first.sink().chunks()).containsExactly("stdout late\n", "stderr later\n");
        assertThat(second.sink().chunks()).containsExactly("stdout second\n");
    }

    @Test
    void print_inASharedPool_belongsToTheRunningCell() throws Exception {
        String future = "import scala.concurrent._, duration._, ExecutionContext.Implicits.global\n"
                + "Await.result(Future { println(\"in the pool\") }, 10.seconds)";
        session.begin(future).result();
        ScalaSession.Running cell = session.begin(future);
        cell.result();
        assertThat(cell.sink().out()).isEqualTo("in the pool\n");
    }

    @Test
    void print_aLot_arrivesWhole() throws Exception {
        ScalaSession.Running cell = session.begin("for (i <- 1 to 40000) println(s\"line $i äöü\")");
        cell.result();
        String out = cell.sink().out();
        assertThat(out.lines()).hasSize(40_000);
        assertThat(out).startsWith("line 1 äöü\n").endsWith("line 40000 äöü\n").doesNotContain("\uFFFD");
        assertThat(cell.sink().chunks()).hasSizeLessThan(2_000);
    }

    @Test
    void readLine_withAClient_getsItsLines() throws Exception {
        ScalaSession.Running cell =
                session.begin("import scala.io.StdIn\n(StdIn.readLine(\"name? \"), StdIn.readInt())", "Ada", "36");
        assertThat(ScalaSession.textOf(cell.result())).endsWith("(String, Int) = (Ada,36)");
        assertThat(cell.sink().out()).isEqualTo("name? ");
    }

    @Test
    void readLine_withoutAClient_findsTheEnd() throws Exception {
        assertThat(session.text("scala.io.StdIn.readLine()")).endsWith("String = null");
        assertThat(session.text("System.in.read()")).endsWith("Int = -1");
    }

    @Test
    void print_withoutRoomAndInterrupted_endsTheCell() throws Exception {
        ScalaSession.Running cell = session.begin("var i = 0; while (true) { i += 1; println(\"line \" + i) }");
        cell.sink().awaitOut("line 1\n");
        cell.sink().fill();
        cell.interrupt();
        assertThat(cell.result()).isInstanceOf(ExecutionResult.Interrupted.class);
        assertThat(session.text("7")).endsWith("Int = 7");
    }
}
