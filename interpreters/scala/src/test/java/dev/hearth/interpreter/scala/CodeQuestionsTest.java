package dev.hearth.interpreter.scala;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.interpreter.Completeness;
import dev.hearth.interpreter.Completion;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.Inspection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Completion, inspection, and whether code is whole. */
@ExtendWith(SharedSession.class)
class CodeQuestionsTest {
    private final ScalaSession session;

    CodeQuestionsTest(ScalaSession session) {
        this.session = session;
    }

    @Test
    void complete_member_givesNamesWithSignatures() throws Exception {
        session.text("val words = List(\"a\", \"b\")");
        Completion completion = complete("words.mkStr|");
        assertThat(completion.start()).isEqualTo(6);
        assertThat(completion.end()).isEqualTo(11);
        assertThat(completion.candidates()).singleElement().satisfies(candidate -> {
            assertThat(candidate.text()).isEqualTo("mkString");
            assertThat(candidate.type()).isEqualTo("function");
            assertThat(candidate.signature()).contains("def mkString").contains("String");
        });
    }

    @Test
    void complete_behindCodePointsOfTwoUnits_countsCodePoints() throws Exception {
        Completion completion = complete("val smile = \"😀😀\"\nsmile.toUpperC|");
        assertThat(completion.start()).isEqualTo(23);
        assertThat(completion.end()).isEqualTo(31);
        assertThat(completion.candidates())
                .extracting(Completion.Candidate::text)
                .contains("toUpperCase");
    }

    @Test
    void complete_nonsense_givesNothing() throws Exception {
        assertThat(complete(")(|").candidates()).isEmpty();
        assertThat(session.interpreter.complete("", 0).start()).isZero();
    }

    @Test
    void complete_whileACellRuns_answers() throws Exception {
        ScalaSession.Running cell = session.begin("println(\"on\"); Thread.sleep(60000)");
        cell.sink().awaitOut("on\n");
        assertThat(complete("\"x\".trimm|").candidates()).isEmpty();
        assertThat(complete("\"x\".tri|").candidates())
                .extracting(Completion.Candidate::text)
                .contains("trim");
        assertThat(cell.isDone()).isFalse();
        cell.interrupt();
        assertThat(cell.result()).isInstanceOf(ExecutionResult.Interrupted.class);
    }

    @Test
    void inspect_name_givesItsType() throws Exception {
        session.text("val table = Map(1 -> \"one\")");
        assertThat(inspect("table.si|ze")).contains("size").contains("Int");
        assertThat(inspect("tab|le")).contains("Map[Int,String]");
        assertThat(session.interpreter.inspect("1 + ", 4, 0)).isEqualTo(Inspection.notFound());
        assertThat(session.interpreter.inspect("unheardOf", 3, 0)).isEqualTo(Inspection.notFound());
    }

    @Test
    void isComplete_tellsWholeUnfinishedAndWrong() throws Exception {
        assertThat(session.interpreter.isComplete("val x = 1"))
                .isEqualTo(Completeness.of(Completeness.Status.COMPLETE));
        assertThat(session.interpreter.isComplete("  def f = {"))
                .isEqualTo(new Completeness(Completeness.Status.INCOMPLETE, "    "));
        assertThat(session.interpreter.isComplete("val s = \"\"\"").status()).isEqualTo(Completeness.Status.INCOMPLETE);
        assertThat(session.interpreter.isComplete("val 1 ) 2").status()).isEqualTo(Completeness.Status.INVALID);
        assertThat(session.interpreter.isComplete("// remark").status()).isEqualTo(Completeness.Status.COMPLETE);
        assertThat(session.text("1")).endsWith("Int = 1");
    }

    private Completion complete(String marked) throws Exception {
        int cursor = marked.codePointCount(0, marked.indexOf('|'));
        return session.interpreter.complete(marked.replace("|", ""), cursor);
    }

    private String inspect(String marked) throws Exception {
        Inspection inspection = session.interpreter.inspect(marked.replace("|", ""), marked.indexOf('|'), 0);
        assertThat(inspection.found()).as(marked).isTrue();
        return ScalaSession.plain(inspection.bundle());
    }
}
