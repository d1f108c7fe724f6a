package dev.hearth.interpreter.scala;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.ExpressionResult;
import dev.hearth.interpreter.InterpreterDiedException;
import dev.hearth.protocol.MimeBundle;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What cells come to: values, definitions, failures. */
@ExtendWith(SharedSession.class)
class ScalaInterpreterTest {
    private final ScalaSession session;

    ScalaInterpreterTest(ScalaSession session) {
        this.session = session;
    }

    @Test
    void execute_expression_showsTheShellsText() throws Exception {
        assertThat(session.text("1 + 1")).matches("val res\\d+: Int = 2");
    }

    @Test
    void execute_definitions_showsThemAndKeepsThem() throws Exception {
        assertThat(session.text("val kept = 20\ndef twice(n: Int) = n * 2"))
                .isEqualTo("val kept: Int = 20\ndef twice(n: Int): Int");
        assertThat(session.text("twice(kept)")).endsWith(": Int = 40");
    }

    @Test
    void execute_unitOrNoCode_showsNothing() throws Exception {
        assertThat(session.text("println(1)")).isEmpty();
        assertThat(session.text("")).isEmpty();
        assertThat(session.text("  \n\t")).isEmpty();
        assertThat(session.text("// a remark\n/* and another */")).isEmpty();
    }

    @Test
    void execute_import_holdsForLaterCells() throws Exception {
        assertThat(session.text("import scala.util.{Try => Attempt}")).startsWith("import scala.util");
        assertThat(session.text("Attempt(3).get")).endsWith("Int = 3");
    }

    @Test
    void execute_caseClassWithCompanion_worksInOneCell() throws Exception {
        session.text("case class Point(x: Int, y: Int)\nobject Point { def origin = Point(0, 0) }");
        assertThat(session.text("Point.origin.copy(y = 3)")).endsWith("Point = Point(0,3)");
    }

    @Test
    void execute_redefinition_shadows() throws Exception {
        session.text("val shadowed = 1; def seesFirst = shadowed");
        session.text("val shadowed = \"two\"");
        assertThat(session.text("(seesFirst, shadowed)")).endsWith("(Int, String) = (1,two)");
    }

    @Test
    void execute_silent_definesButShowsNothingAndCountsNoResult() throws Exception {
        String before = session.text("0");
        ExecutionResult silent = session.begin("val quiet = 5; quiet + 1", true).result();
        assertThat(ScalaSession.textOf(silent)).isEmpty();
        String after = session.text("quiet");
        assertThat(after).endsWith("Int = 5");
        assertThat(resultNumber(after)).isEqualTo(resultNumber(before) + 1);
    }

    private static int resultNumber(String shown) {
        return Integer.parseInt(shown.replaceAll("(?s)val res(\\d+):.*", "$1"));
    }

    @Test
    void execute_codeThatDoesNotCompile_namesEveryErrorWithItsPlace() throws Exception {
        ExecutionResult.Failed failed = session.failure("val fine = 1\nval a: Int = \"text\"\nval b = missing");
        assertThat(failed.ename()).isEqualTo("CompileError");
        assertThat(failed.evalue()).contains(":2:14: error: type mismatch");
        assertThat(failed.traceback())
                .anySatisfy(line -> assertThat(line).contains(":3:9: error: not found: value missing"))
                .containsSubsequence(
                        "val a: Int = \"text\"", "             ^", "val b = missing", "        ^", "2 errors");
        assertThat(session.failure("fine").evalue()).contains("not found: value fine");
    }

    @Test
    void execute_unfinishedCode_isACompileError() throws Exception {
        assertThat(session.failure("def f(x: Int) = {").evalue()).contains("'}' expected");
        assertThat(session.failure("val s = \"\"\"open").ename()).isEqualTo("CompileError");
        assertThat(session.text("1")).endsWith("Int = 1");
    }

    @Test
    void execute_warnings_goToStandardErrorOnce() throws Exception {
        ScalaSession.Running cell = session.begin("@deprecated(\"no\", \"1\") def old = 1\nold");
        assertThat(cell.result()).isInstanceOf(ExecutionResult.Succeeded.class);
        assertThat(cell.sink().err()).containsOnlyOnce("warning: method old is deprecated");
        assertThat(cell.sink().err()).contains(":2:1: ").contains("\n^");
    }

    @Test
    void execute_codeThatThrows_tellsWhereAndWhyInTheCellsOwnWords() throws Exception {
        ExecutionResult.Failed failed = session.failure("def divide(n: Int) = 1 / n\n\ndivide(0)");
        assertThat(failed.ename()).isEqualTo("java.lang.ArithmeticException");
        assertThat(failed.evalue()).isEqualTo("/ by zero");
        assertThat(failed.traceback()).hasSize(3);
        assertThat(failed.traceback().get(0)).isEqualTo("java.lang.ArithmeticException: / by zero");
        assertThat(failed.traceback().get(1)).matches("  at divide\\(cell \\d+:1\\)");
        assertThat(failed.traceback().get(2)).matches("  at cell \\d+:3");
    }

    @Test
    void execute_failureWithCauses_showsThemAll() throws Exception {
        ExecutionResult.Failed failed = session.failure(
                "class Odd(m: String, c: Throwable) extends Exception(m, c)\nthrow new Odd(\"outer\", new Error(\"inner\"))");
        assertThat(failed.ename()).isEqualTo("Odd");
        assertThat(failed.traceback()).contains("Odd: outer", "Caused by: java.lang.Error: inner");
    }

    @Test
    void execute_hugeFailure_isBounded() throws Exception {
        ExecutionResult.Failed deep = session.failure("def down(n: Int): Int = down(n + 1) + 1\ndown(0)");
        assertThat(deep.ename()).isEqualTo("java.lang.StackOverflowError");
        assertThat(deep.traceback()).hasSizeLessThan(400);
        ExecutionResult.Failed wide = session.failure("throw new Exception(\"x\" * 1000000)");
        assertThat(wide.evalue()).hasSizeLessThan(20_000).contains("… cut: ");
        ExecutionResult.Failed round = session.failure(
                "val a = new Exception(\"a\"); val b = new Exception(\"b\", a); a.initCause(b); throw a");
        assertThat(round.traceback()).hasSizeLessThan(20);
    }

    @Test
    void execute_valueThatCannotBePrinted_isAFailure() throws Exception {
        assertThat(session.failure("new Object { override def toString = throw new IllegalStateException(\"shy\") }")
                        .evalue())
                .isEqualTo("shy");
    }

    @Test
    void execute_longResult_isCutAndSaysSo() throws Exception {
        String shown = session.text("\"é\" * 5000");
        assertThat(shown).matches("(?s).*… cut: \\d+ of \\d+ characters shown; print\\(res\\d+\\) prints all of it");
        String cut = shown.substring(0, shown.lastIndexOf("; print("));
        assertThat(cut.getBytes(java.nio.charset.StandardCharsets.UTF_8)).hasSizeBetween(1_990, 2_100);
    }

    @Test
    void execute_renderer_seesValueAndType() throws Exception {
        ExecutionResult result = session.begin("new StringBuilder(\"rich\")").result();
        MimeBundle value = Objects.requireNonNull(((ExecutionResult.Succeeded) result).value());
        assertThat(value.data().toString()).contains("<b>rich</b>");
    }

    @Test
    void execute_lazyName_isAskedWhenUsedAndOutsideTheCell() throws Exception {
        session.text("1");
        assertThat(SharedSession.ASKED).hasValue(0);
        ScalaSession.Running cell = session.begin("answer + larger(answer, 1)");
        assertThat(ScalaSession.textOf(cell.result())).endsWith("Int = 84");
        session.text("answer");
        assertThat(SharedSession.ASKED).hasValue(1);
        assertThat(cell.sink().out()).isEmpty();
    }

    @Test
    void execute_lazyNameThatFails_failsTheCellThatUsesIt() throws Exception {
        ExecutionResult.Failed failed = session.failure("catalog.size");
        assertThat(failed.ename()).isEqualTo("java.lang.IllegalStateException");
        assertThat(failed.evalue()).isEqualTo("no catalog here");
    }

    @Test
    void execute_contextClassLoader_isTheCellsAndIsRestored() throws Exception {
        ClassLoader before = session.onCellThread(() -> Thread.currentThread().getContextClassLoader());
        assertThat(
                        session.text(
                                "class Here; Thread.currentThread.getContextClassLoader.loadClass(classOf[Here].getName) == classOf[Here]"))
                .endsWith("Boolean = true");
        assertThat(session.onCellThread(() -> Thread.currentThread().getContextClassLoader()))
                .isSameAs(before);
        Class<?> seen = session.interpreter
                .classLoader()
                .loadClass(session.text("classOf[Here].getName")
                        .replaceAll("(?s).*= ", "\\$line" + lineOf("Here") + ".\\$read\\$\\$iw\\$"));
        assertThat(seen.getSimpleName()).isEqualTo("Here");
    }

    private String lineOf(String type) throws Exception {
        ScalaSession.Running cell = session.begin("print(classOf[" + type + "].getName)");
        cell.result();
        return cell.sink().out().replaceAll("\\$line(\\d+).*", "$1");
    }

    @Test
    void evaluate_expressions_givesValuesAndErrorsAndCountsNoResult() throws Exception {
        String before = session.text("val given = List(1, 2); given.size");
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("value", "given.map(_ * 2)");
        asked.put("wrong", "nowhere");
        asked.put("failing", "given(7)");
        asked.put("none", "// nothing");
        Map<String, ExpressionResult> results =
                session.onCellThread(() -> session.interpreter.evaluate(asked, new ScalaSession.Context()));
        assertThat(results.keySet()).containsExactlyElementsOf(asked.keySet());
        assertThat(ScalaSession.plain(((ExpressionResult.Value) Objects.requireNonNull(results.get("value"))).bundle()))
                .isEqualTo("List(2, 4)");
        assertThat(((ExpressionResult.Failed) Objects.requireNonNull(results.get("wrong"))).evalue())
                .contains("not found: value nowhere");
        assertThat(((ExpressionResult.Failed) Objects.requireNonNull(results.get("failing"))).ename())
                .isEqualTo("java.lang.IndexOutOfBoundsException");
        assertThat(results.get("none")).isInstanceOf(ExpressionResult.Failed.class);
        assertThat(resultNumber(session.text("2")))
                .isEqualTo(resultNumber(before.lines().toList().get(1)) + 1);
    }

    @Test
    void execute_notStarted_isDead(@TempDir Path folder) {
        Cell cell = new Cell("m", "1", 1, false, true, "t", null);
        try (ScalaInterpreter interpreter = new ScalaInterpreter(ScalaSettings.in(folder), session.streams)) {
            assertThatThrownBy(() -> interpreter.execute(cell, new ScalaSession.Context()))
                    .isInstanceOf(InterpreterDiedException.class)
                    .hasMessage("the Scala interpreter is not running");
        }
    }

    @Test
    void check_versionsThatDiffer_saysWhatToDo() {
        assertThatThrownBy(() -> ScalaVersions.check("2.13.18", "2.13.16"))
                .isInstanceOf(InterpreterDiedException.class)
                .hasMessageContaining("scala-library is 2.13.18 but scala-compiler is 2.13.16");
        assertThatThrownBy(() -> ScalaVersions.check("2.12.18", "2.12.18")).hasMessageContaining("Scala 2.13");
    }
}
