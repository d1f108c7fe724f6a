package dev.hearth.interpreter.scala;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.interpreter.ExecutionResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cells that are written to end the JVM end themselves. */
@ExtendWith(SharedSession.class)
class ScalaExitTest {
    private final ScalaSession session;

    ScalaExitTest(ScalaSession session) {
        this.session = session;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sys.exit(3)",
                "sys.exit()",
                "scala.sys.exit(3)",
                "import scala.sys._\nexit(3)",
                "System.exit(3)",
                "Runtime.getRuntime.exit(3)",
                "Runtime.getRuntime.halt(3)",
                "List(3).foreach(sys.exit(_))",
                "class Leaving { def now(): Unit = System.exit(3) }\nnew Leaving().now()",
                "object Leave { def now(): Nothing = sys.exit(3) }\nLeave.now()",
                "try sys.exit(3) catch { case e: Exception => 7 }",
                "scala.util.Try(System.exit(3))",
            })
    void execute_exitInACell_endsTheCellWithAnExplanation(String code) throws Exception {
        ExecutionResult.Failed failed = session.failure("println(\"before\")\n" + code);
        assertThat(failed.ename()).isEqualTo("SystemExit");
        assertThat(failed.evalue())
                .containsPattern("(sys|System|Runtime)\\.exit\\(3?\\) ended the cell and not the session");
        assertThat(failed.traceback().get(0)).startsWith("SystemExit: ");
        assertThat(failed.traceback()).last().asString().matches("  at cell \\d+:\\d+");
        assertThat(session.text("1")).endsWith("Int = 1");
    }

    @Test
    void execute_conditionalExit_runsOnIfItIsNotReached() throws Exception {
        assertThat(session.text("val n = 1\nif (n > 1) sys.exit(1)\nn + 1")).endsWith("Int = 2");
        assertThat(session.text("def orLeave(o: Option[Int]): Int = o.getOrElse(sys.exit(2))\norLeave(Some(5))"))
                .endsWith("Int = 5");
    }
}
