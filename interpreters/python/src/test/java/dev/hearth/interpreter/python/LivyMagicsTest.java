package dev.hearth.interpreter.python;

import static dev.hearth.interpreter.python.TestPython.lines;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.ExecutionResult.Failed;
import dev.hearth.interpreter.ExecutionResult.Succeeded;
import dev.hearth.protocol.Json;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Livy's line magics, as Livy's clients and as others see them. */
@ExtendWith(SharedPython.class)
class LivyMagicsTest {
    private static final String TABLE = "application/vnd.livy.table.v1+json";

    private final TestPython python;

    LivyMagicsTest(TestPython python) {
        this.python = python;
    }

    private static ExecutionResult livy(TestPython python, String code) throws Exception {
        Cell plain = python.cell(code);
        Cell cell = new Cell(
                plain.id(), code, plain.executionCount(), false, true, plain.jobTag(), null, Map.of(Cell.LIVY, "true"));
        return python.python.execute(cell, new RecordingContext());
    }

    private static JsonNode data(ExecutionResult result) {
        assertThat(result).isInstanceOf(Succeeded.class);
        var bundle = ((Succeeded) result).value();
        return bundle == null ? Json.object() : Json.parse(bundle.data());
    }

    private Failed failed(String code) throws Exception {
        return (Failed) livy(python, code);
    }

    @Test
    void json_forLivy_isThatOneEntry() throws Exception {
        assertThat(data(livy(python, "jd = {'k': 1, 'l': [1, 2]}\n%json jd")))
                .hasToString("{\"application/json\":{\"k\":1,\"l\":[1,2]}}");
        assertThat(data(livy(python, "%json [n * 2 for n in jd['l']]"))).hasToString("{\"application/json\":[2,4]}");
        assertThat(data(livy(python, "%json {'a': {1}}"))).hasToString("{\"application/json\":{\"a\":[1]}}");
    }

    @Test
    void json_behindWhiteSpace_isRead() throws Exception {
        assertThat(data(livy(python, "\n  %json 1"))).hasToString("{\"application/json\":1}");
        assertThat(data(livy(python, "\n\n%json 2"))).hasToString("{\"application/json\":2}");
    }

    @Test
    void json_withCodeBehindIt_givesWayToThat() throws Exception {
        assertThat(data(livy(python, "%json 1\n5"))).hasToString("{\"text/plain\":\"5\"}");
        assertThat(data(livy(python, "%json 1\n%json 2"))).hasToString("{\"application/json\":2}");
    }

    @Test
    void json_ofWhatLivyDiesOf_hasAForm() throws Exception {
        String code = lines(
                "import datetime, decimal, numpy, pandas",
                "odd = {'nan': float('nan'), 'set': {1}, 'date': datetime.date(2020, 1, 2), 'dec': decimal.Decimal('1.50'),",
                "  'np': numpy.int64(7), 'arr': numpy.array([1.5, float('nan')]), 'b': b'\\x00', 3: None, 'gone': pandas.NaT}",
                "%json odd");
        assertThat(data(livy(python, code)).path("application/json"))
                .hasToString("{\"nan\":null,\"set\":[1],\"date\":\"2020-01-02\",\"dec\":\"1.50\",\"np\":7,"
                        + "\"arr\":[1.5,null],\"b\":\"AA==\",\"3\":null,\"gone\":null}");
        assertThat(data(livy(python, "%json pandas.DataFrame({'a': range(2000), 'b': 'x'})"))
                        .path("application/json"))
                .hasSize(1000)
                .first()
                .hasToString("{\"a\":0,\"b\":\"x\"}");
    }

    @Test
    void json_ofWhatHasNoForm_isAClearError() throws Exception {
        Failed failed = failed("%json object()");
        assertThat(failed.ename()).isEqualTo("TypeError");
        assertThat(failed.evalue()).isEqualTo("a value of type object has no form in JSON");
        assertThat(failed("me = []\nme.append(me)\n%json me").ename()).isEqualTo("ValueError");
    }

    @Test
    void undefinedName_isANameErrorWithoutFramesOfOurs() throws Exception {
        Failed failed = failed("%json nothere");
        assertThat(failed.ename()).isEqualTo("NameError");
        assertThat(failed.evalue()).isEqualTo("name 'nothere' is not defined");
        assertThat(failed.traceback())
                .startsWith("Traceback (most recent call last):")
                .endsWith("NameError: name 'nothere' is not defined")
                .noneMatch(line -> line.contains("_hearth") || line.contains("IPython"));
        assertThat(failed("%table").ename()).isEqualTo("NameError");
    }

    @Test
    void table_hasHeadersAndTypesAsLivyNamesThem() throws Exception {
        String code = lines(
                "import datetime, decimal",
                "tt = [{'boo': True, 'int': 1, 'dbl': 1.5, 'str': 's', 'nul': None, 'dat': datetime.date(2020,1,2),",
                "  'tim': datetime.datetime(2020,1,2,3,4,5), 'dec': decimal.Decimal('1.50'), 'arr': [1], 'map': {'x': 1}}]",
                "%table tt");
        assertThat(data(livy(python, code)))
                .hasToString("{\"" + TABLE + "\":{\"headers\":[" + header("arr", "ARRAY") + ","
                        + header("boo", "BOOLEAN")
                        + "," + header("dat", "DATE") + "," + header("dbl", "DOUBLE") + "," + header("dec", "DECIMAL")
                        + "," + header("int", "INT") + "," + header("map", "MAP") + "," + header("nul", "NULL") + ","
                        + header("str", "STRING") + "," + header("tim", "TIMESTAMP") + "],\"data\":[[[1],true,"
                        + "\"2020-01-02\",1.5,\"1.50\",1,{\"x\":1},null,\"s\",\"2020-01-02 03:04:05\"]]}}");
    }

    private static String header(String name, String type) {
        return "{\"name\":\"" + name + "\",\"type\":\"" + type + "_TYPE\"}";
    }

    private String table(String code) throws Exception {
        JsonNode table = data(livy(python, code)).path(TABLE);
        return table.path("headers") + " " + table.path("data");
    }

    @Test
    void table_ofLists_takesThePlacesAsNames_andATypeFromTheFirstThatHasOne() throws Exception {
        assertThat(table("%table [[None, 'a'], [1, 'b']]"))
                .isEqualTo("[" + header("0", "INT") + "," + header("1", "STRING") + "] [[null,\"a\"],[1,\"b\"]]");
        assertThat(table("%table [list(range(11))]")).contains(header("9", "INT") + "," + header("10", "INT") + "]");
        assertThat(table("%table [{'b': 1}, {'a': 2}]"))
                .isEqualTo("[" + header("a", "INT") + "," + header("b", "INT") + "] [[null,1],[2,null]]");
        assertThat(table("%table 5")).isEqualTo("[" + header("0", "INT") + "] [[5]]");
        assertThat(table("%table {'a': [1, 2]}")).isEqualTo("[" + header("a", "ARRAY") + "] [[[1,2]]]");
        assertThat(table("%table []")).isEqualTo("[] []");
    }

    @Test
    void table_ofAFrame_keepsItsColumns() throws Exception {
        assertThat(table("import pandas\n%table pandas.DataFrame({'b': [1, 2], 'a': [None, 0.5]})"))
                .isEqualTo("[" + header("b", "INT") + "," + header("a", "DOUBLE") + "] [[1,null],[2,0.5]]");
    }

    @Test
    void table_ofMixedTypes_failsInLivysWords() throws Exception {
        Failed failed = failed("%table [[1], ['x']]");
        assertThat(failed.ename()).isEqualTo("TypeError");
        assertThat(failed.evalue()).isEqualTo("table rows have different types");
    }

    @Test
    void matplot_isThePictureAndEmptyText_andTheNextFigureIsANewOne() throws Exception {
        JsonNode first = data(livy(python, "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3])\n%matplot plt"));
        assertThat(first.fieldNames()).toIterable().containsExactly("image/png", "text/plain");
        assertThat(first.path("text/plain").asText()).isEmpty();
        var picture = ImageIO.read(new ByteArrayInputStream(
                Base64.getDecoder().decode(first.path("image/png").asText())));
        assertThat(picture.getWidth()).isEqualTo(640);
        assertThat(picture.getHeight()).isEqualTo(480);
        assertThat(python.text("len(plt.get_fignums())")).isEqualTo("0");
        assertThat(failed("%matplot 5").ename()).isEqualTo("TypeError");
    }

    @Test
    void unknownMagic_isLivysErrorForLivyAlone() throws Exception {
        Failed failed = failed("%foo x");
        assertThat(failed.ename()).isEqualTo("UnknownMagic");
        assertThat(failed.evalue()).isEqualTo("unknown magic command 'foo'");
        assertThat(failed.traceback()).containsExactly("UnknownMagic: unknown magic command 'foo'");
        assertThat(failed("%").evalue()).isEqualTo("magic command not specified");
        assertThat(failed("%%foo\n1").evalue()).isEqualTo("unknown magic command '%foo'");
        assertThat(data(livy(python, "%pwd")).path("text/plain").asText()).contains("/");
        Failed others = (Failed) python.run("%foo x", new RecordingContext());
        assertThat(others.ename()).isEqualTo("UsageError");
    }

    @Test
    void magics_forOthers_showSomethingBeside() throws Exception {
        JsonNode json = Json.mapper().readTree(python.value("%json {'k': 1}"));
        assertThat(json.path("application/json")).hasToString("{\"k\":1}");
        assertThat(json.path("text/plain").asText()).contains("\"k\": 1");
        JsonNode table = Json.mapper().readTree(python.value("%table [['<b>', 1]]"));
        assertThat(table.path("text/plain").asText()).isEqualTo("0\t1\n<b>\t1");
        assertThat(table.path("text/html").asText()).contains("<td>&lt;b&gt;</td>");
        assertThat(table.has(TABLE)).isTrue();
    }

    @Test
    void withoutIPython_magicsWorkToo(@TempDir Path directory) throws Exception {
        try (TestPython plain = new TestPython(TestPython.plain(directory))) {
            assertThat(data(livy(plain, "x = {'k': 1}\n%json x"))).hasToString("{\"application/json\":{\"k\":1}}");
            assertThat(data(livy(plain, "\n  %json 1"))).hasToString("{\"application/json\":1}");
            Failed unknown = (Failed) livy(plain, "%foo x");
            assertThat(unknown.ename()).isEqualTo("UnknownMagic");
            Failed undefined = (Failed) livy(plain, "%json nothere");
            assertThat(undefined.ename()).isEqualTo("NameError");
            assertThat(undefined.traceback()).noneMatch(line -> line.contains("livymagics"));
            Failed wrong = (Failed) plain.run("%foo x", new RecordingContext());
            assertThat(wrong.ename()).isEqualTo("SyntaxError");
        }
    }
}
