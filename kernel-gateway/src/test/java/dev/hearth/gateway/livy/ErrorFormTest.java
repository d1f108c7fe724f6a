package dev.hearth.gateway.livy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.statement.OutputPart.Failure;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.Language;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorFormTest {
    private static String form(Language language, String ename, String evalue, String... traceback) {
        var output = Json.object();
        ErrorForm.put(output, language, new Failure(ename, evalue, List.of(traceback)));
        return output.toString();
    }

    @Test
    void scala_exceptionIsNamedInTheValue() {
        assertThat(form(
                        Language.SCALA,
                        "java.lang.RuntimeException",
                        "boom",
                        "\u001b[31mjava.lang.RuntimeException\u001b[39m: boom",
                        "  ... 3 elided"))
                .isEqualTo(
                        "{\"ename\":\"Error\",\"evalue\":\"java.lang.RuntimeException: boom\",\"traceback\":[\"  ... 3 elided\\n\"]}");
        assertThat(form(Language.SCALA, "java.lang.NullPointerException", "", "java.lang.NullPointerException"))
                .isEqualTo("{\"ename\":\"Error\",\"evalue\":\"java.lang.NullPointerException\",\"traceback\":[]}");
    }

    @Test
    void scala_compileErrorHasTheConsolesLine() {
        assertThat(form(
                        Language.SCALA,
                        "CompileError",
                        "cell 3:2:5: error: not found: value foo",
                        "cell 3:2:5: error: not found: value foo\nfoo\n^"))
                .isEqualTo(
                        "{\"ename\":\"Error\",\"evalue\":\"<console>:2: error: not found: value foo\",\"traceback\":[\"       foo\\n\",\"       ^\\n\"]}");
    }

    @Test
    void scala_codeThatEndsTooEarlyIsIncomplete() {
        assertThat(form(
                        Language.SCALA,
                        "CompileError",
                        "cell 1:1:18: error: '}' expected but eof found.",
                        "cell 1:1:18: error: '}' expected but eof found.\ndef h(n: Int) = {\n                 ^"))
                .isEqualTo("{\"ename\":\"Error\",\"evalue\":\"incomplete statement\",\"traceback\":[]}");
    }

    @Test
    void python_framesOfIPythonAreWrittenAsPythonDoes() {
        assertThat(form(
                        Language.PYTHON,
                        "RuntimeError",
                        "deep",
                        "-----------------------",
                        "RuntimeError                              Traceback (most recent call last)",
                        "Cell In[2], line 5\n      1 def p1():\n----> 5 p1()\n",
                        "\u001b[36mCell\u001b[39m In[2], line 2, in p1()\n----> 2     return p2()\n",
                        "File /lib/session.py:1915, in SparkSession.sql(self, query)\n   1910     else:\n",
                        "RuntimeError: deep"))
                .isEqualTo("{\"ename\":\"RuntimeError\",\"evalue\":\"deep\",\"traceback\":["
                        + "\"Traceback (most recent call last):\\n\","
                        + "\"  File \\\"<stdin>\\\", line 2, in p1\\n\","
                        + "\"  File \\\"/lib/session.py\\\", line 1915, in sql\\n\","
                        + "\"RuntimeError: deep\\n\"]}");
    }

    @Test
    void python_syntaxErrorHasOnePlaceAndNoTitle() {
        assertThat(form(
                        Language.PYTHON,
                        "SyntaxError",
                        "invalid syntax (1510000275.py, line 1)",
                        "  Cell In[3], line 1\n    1 +\n       ^\nSyntaxError: invalid syntax\n"))
                .isEqualTo("{\"ename\":\"SyntaxError\",\"evalue\":\"invalid syntax (<stdin>, line 1)\",\"traceback\":["
                        + "\"  File \\\"<stdin>\\\", line 1\\n\",\"    1 +\\n\",\"       ^\\n\","
                        + "\"SyntaxError: invalid syntax\\n\"]}");
    }

    @Test
    void incomplete_staysAsItIs() {
        assertThat(form(Language.SCALA, "Error", "incomplete statement"))
                .isEqualTo("{\"ename\":\"Error\",\"evalue\":\"incomplete statement\",\"traceback\":[]}");
    }

    @Test
    void magics_keepTheirNames() {
        assertThat(form(Language.SCALA, "NameError", "Value df does not exist"))
                .isEqualTo("{\"ename\":\"NameError\",\"evalue\":\"Value df does not exist\",\"traceback\":[]}");
        assertThat(form(Language.SCALA, "UnknownMagic", "Unknown magic command foo"))
                .contains("UnknownMagic");
    }

    @Test
    void python_keepsAPlainTraceback() {
        assertThat(form(
                        Language.PYTHON,
                        "RuntimeError",
                        "deep",
                        "Traceback (most recent call last):\n",
                        "  File \"<stdin>\", line 2, in p1\n",
                        "RuntimeError: deep\n"))
                .isEqualTo(
                        "{\"ename\":\"RuntimeError\",\"evalue\":\"deep\",\"traceback\":[\"Traceback (most recent call last):\\n\",\"  File \\\"<stdin>\\\", line 2, in p1\\n\",\"RuntimeError: deep\\n\"]}");
    }

    @Test
    void python_tracebackOfIPythonIsReplaced() {
        assertThat(form(
                        Language.PYTHON,
                        "ZeroDivisionError",
                        "division by zero",
                        "\u001b[31m---------------------------\u001b[39m",
                        "Cell In[1], line 1\n----> 1 1/0",
                        "ZeroDivisionError: division by zero"))
                .isEqualTo(
                        "{\"ename\":\"ZeroDivisionError\",\"evalue\":\"division by zero\",\"traceback\":[\"Traceback (most recent call last):\\n\",\"ZeroDivisionError: division by zero\\n\"]}");
        assertThat(form(Language.PYTHON, "KeyboardInterrupt", ""))
                .contains("[\"Traceback (most recent call last):\\n\",\"KeyboardInterrupt\\n\"]");
    }

    @Test
    void sql_conditionStandsInFrontOfTheMessage() {
        assertThat(form(
                        Language.SQL,
                        "TABLE_OR_VIEW_NOT_FOUND",
                        "The table cannot be found.\nVerify",
                        "\u001b[31mTABLE_OR_VIEW_NOT_FOUND\u001b[39m: The table cannot be found.\nVerify",
                        "SQLSTATE 42P01"))
                .isEqualTo(
                        "{\"ename\":\"Error\",\"evalue\":\"[TABLE_OR_VIEW_NOT_FOUND] The table cannot be found.\\nVerify\",\"traceback\":[\"Verify\\n\",\"SQLSTATE 42P01\\n\"]}");
    }
}
