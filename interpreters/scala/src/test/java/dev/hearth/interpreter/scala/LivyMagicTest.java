package dev.hearth.interpreter.scala;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.interpreter.ExecutionResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Livy's {@code %json} and {@code %table}, and its words for what is wrong. */
@ExtendWith(SharedSession.class)
class LivyMagicTest {
    private static final String TABLE = "application/vnd.livy.table.v1+json";

    private final ScalaSession session;

    LivyMagicTest(ScalaSession session) {
        this.session = session;
    }

    private String value(String code) throws Exception {
        return ScalaSession.dataOf(session.livy(code));
    }

    private String failure(String code) throws Exception {
        ExecutionResult.Failed failed = (ExecutionResult.Failed) session.livy(code);
        return failed.ename() + "|" + failed.evalue();
    }

    private static String header(String name, String type) {
        return "{\"type\":\"" + type + "_TYPE\",\"name\":\"" + name + "\"}";
    }

    /** Unread, since a reader would round decimals. */
    private String table(String code) throws Exception {
        String data = value(code);
        String head = "{\"" + TABLE + "\":{\"headers\":";
        assertThat(data).startsWith(head).endsWith("]}}");
        return data.substring(head.length(), data.length() - 2).replace(",\"data\":", " ");
    }

    @Test
    void json_isThatOneEntry_alsoOfAnEarlierCellsName() throws Exception {
        assertThat(value("val livyMap = Map(\"k\" -> 1, \"l\" -> \"two\")\n%json livyMap"))
                .isEqualTo("{\"application/json\":{\"k\":1,\"l\":\"two\"}}");
        assertThat(value("%json livyMap")).isEqualTo("{\"application/json\":{\"k\":1,\"l\":\"two\"}}");
        assertThat(value("\n  %json livyMap(\"k\")")).isEqualTo("{\"application/json\":1}");
        assertThat(value("%json livyMap\n%json 5 // the last one")).isEqualTo("{\"application/json\":5}");
    }

    @Test
    void json_writesWhatScalaHas() throws Exception {
        assertThat(value("case class LivyPair(a: Int, b: Option[String])\n%json LivyPair(1, Some(\"x\"))"))
                .isEqualTo("{\"application/json\":{\"a\":1,\"b\":\"x\"}}");
        assertThat(value("%json (BigDecimal(\"12345678901234567890.5\"), Double.NaN, 0.1f, Array(1L), None, 'c')"))
                .isEqualTo("{\"application/json\":{\"_1\":12345678901234567890.5,\"_2\":null,\"_3\":0.1,\"_4\":[1],"
                        + "\"_5\":null,\"_6\":\"c\"}}");
        assertThat(value("%json java.time.LocalDate.of(2020, 1, 2)"))
                .isEqualTo("{\"application/json\":\"2020-01-02\"}");
        assertThat(failure("%json new Object"))
                .isEqualTo("TypeError|a value of type java.lang.Object has no form in JSON");
    }

    @Test
    void json_withCodeBehindIt_givesWayToThat() throws Exception {
        assertThat(value("val livyOne = 1\n%json livyOne\n5")).contains("text/plain", "Int = 5");
    }

    @Test
    void undefinedName_isANameErrorInLivysWords() throws Exception {
        assertThat(failure("%json undefinedName")).isEqualTo("NameError|Value undefinedName does not exist");
        assertThat(failure("%json")).isEqualTo("NameError|Value  does not exist");
        assertThat(failure("%json 1 +* 2")).startsWith("CompileError|");
        assertThat(failure("%table sys.error(\"boom\")")).isEqualTo("java.lang.RuntimeException|boom");
    }

    @Test
    void table_hasHeadersAndTypesAsLivyNamesThem() throws Exception {
        assertThat(table("%table Seq(Seq(1, \"a\"), Seq(3, \"b\"))"))
                .isEqualTo("[" + header("0", "BIGINT") + "," + header("1", "STRING") + "] [[1,\"a\"],[3,\"b\"]]");
        assertThat(table("%table Seq(Map(\"bool\" -> true, \"dbl\" -> 1.5, \"nul\" -> null, \"arr\" -> List(1),"
                        + " \"map\" -> Map(\"k\" -> 1), \"dec\" -> BigDecimal(\"1.50\")))"))
                .isEqualTo("[" + header("arr", "ARRAY") + "," + header("bool", "BOOLEAN") + ","
                        + header("dbl", "DOUBLE")
                        + "," + header("dec", "DECIMAL") + "," + header("map", "MAP") + "," + header("nul", "NULL")
                        + "] [[[1],true,1.5,1.50,{\"k\":1},null]]");
        assertThat(table("%table 5")).isEqualTo("[" + header("0", "BIGINT") + "] [[5]]");
        assertThat(table("%table Seq((0 to 10).toList)"))
                .contains(header("9", "BIGINT") + "," + header("10", "BIGINT"));
        assertThat(table("%table Seq(Seq(null), Seq(1))")).isEqualTo("[" + header("0", "BIGINT") + "] [[null],[1]]");
        assertThat(failure("%table Seq(Seq(1), Seq(\"x\"))")).isEqualTo("TypeError|table rows have different types");
    }

    @Test
    void unknownMagic_isLivysErrorForLivyAlone() throws Exception {
        assertThat(failure("%foo x")).isEqualTo("UnknownMagic|Unknown magic command foo");
        assertThat(failure("%matplot x")).isEqualTo("UnknownMagic|Unknown magic command matplot");
        assertThat(session.failure("%foo x").ename()).isEqualTo("UsageError");
    }

    @Test
    void incompleteCode_isLivysErrorForLivyAlone() throws Exception {
        assertThat(failure("def h(n: Int) = {")).isEqualTo("Error|incomplete statement");
        assertThat(failure("List(1,")).isEqualTo("Error|incomplete statement");
        assertThat(session.failure("List(1,").ename()).isEqualTo("CompileError");
        for (String nothing : new String[] {"", "   ", "\n", "// nothing", "/* a\n b */", ";"}) {
            assertThat(value(nothing)).as(nothing).isEmpty();
        }
    }

    @Test
    void magics_forOthers_showSomethingBeside() throws Exception {
        ExecutionResult json = session.begin("%json List(1)").result();
        assertThat(ScalaSession.dataOf(json)).isEqualTo("{\"application/json\":[1],\"text/plain\":\"[ 1 ]\"}");
        ExecutionResult table = session.begin("%table Seq(Seq(\"<b>\"))").result();
        assertThat(ScalaSession.dataOf(table)).contains(TABLE, "text/plain", "text/html", "&lt;b&gt;");
    }
}
