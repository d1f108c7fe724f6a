package dev.hearth.interpreter.python;

import static dev.hearth.interpreter.python.TestPython.lines;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.interpreter.ExecutionResult.Succeeded;
import dev.hearth.protocol.Json;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What notebooks written for IPython's own kernel use and see. */
@ExtendWith(SharedPython.class)
class PythonNotebookTest {
    private final TestPython python;

    PythonNotebookTest(TestPython python) {
        this.python = python;
    }

    @Test
    void pandasFrame_isATableWithinPandasLimits() throws Exception {
        JsonNode shown = Json.mapper()
                .readTree(python.value("import pandas\npandas.DataFrame({'n': range(1000), 'text': ['a<b'] * 1000})"));
        assertThat(shown.path("text/plain").asText()).contains("[1000 rows x 2 columns]");
        String html = shown.path("text/html").asText();
        assertThat(html).contains("<table", "a&lt;b", "1000 rows × 2 columns");
        assertThat(html.split("<tr").length - 1).isEqualTo(12);
        assertThat(python.output("with pandas.option_context('display.max_rows', None):\n"
                                + "    display(pandas.DataFrame({'n': range(100)}))")
                        .all
                        .toString()
                        .split("<tr"))
                .hasSize(102);
    }

    @Test
    void mimeBundles_ofPlotlyVegaAndOthers_passAsTheyAre() throws Exception {
        for (String type : new String[] {
            "application/vnd.plotly.v1+json", "application/vnd.vegalite.v5+json", "application/vnd.vega.v5+json"
        }) {
            JsonNode shown = Json.mapper()
                    .readTree(python.value(lines(
                            "class Chart:",
                            "    def _repr_mimebundle_(self, include=None, exclude=None):",
                            "        return {'" + type + "': {'data': [{'y': (1, 2)}]}, 'text/html': '<p>chart</p>'}",
                            "Chart()")));
            assertThat(shown.path(type).toString()).isEqualTo("{\"data\":[{\"y\":[1,2]}]}");
            assertThat(shown.path("text/html").asText()).isEqualTo("<p>chart</p>");
        }
    }

    @Test
    void mimeBundle_withMetadata_keepsIt() throws Exception {
        Succeeded shown = (Succeeded) python.run(
                lines(
                        "class Picture:",
                        "    def _repr_mimebundle_(self, **_):",
                        "        return {'image/png': b'png', 'text/plain': 'p'}, {'image/png': {'width': 3}}",
                        "Picture()"),
                new RecordingContext());
        assertThat(Objects.requireNonNull(shown.value()).metadata().toString())
                .isEqualTo("{\"image/png\":{\"width\":3}}");
    }

    @Test
    void history_isThatOfTheSession() throws Exception {
        // A loop of another test may have given these names a value of its own, which IPython then leaves alone.
        python.value("for name in ('_', '__', '___'): globals().pop(name, None)");
        python.value("6 * 7");
        assertThat(python.text("_ + 1")).isEqualTo("43");
        assertThat(python.text("(_, __)")).isEqualTo("(43, 42)");
        assertThat(python.output("%history -l 3").out()).isEqualTo("6 * 7\n_ + 1\n(_, __)\n");
        assertThat(python.output("%history -g _ + *").out()).contains(": _ + 1\n");
        assertThat(python.output("%history -o -l 1").out()).contains("%history -g");
        assertThat(python.text("42 in [value for value in Out.values() if type(value) is int]"))
                .isEqualTo("True");
        assertThat(python.text("'6 * 7' in In")).isEqualTo("True");
    }

    @Test
    void pagers_arePayloads() throws Exception {
        python.value("def paged(x):\n    'Is documented.'\n    return x");
        for (String code : new String[] {"%psource paged", "paged??", "%pinfo paged", "%pdoc paged"}) {
            Succeeded shown = (Succeeded) python.run(code, new RecordingContext());
            assertThat(shown.payloads().toString()).as(code).contains("\"source\":\"page\"", "Is documented.");
        }
    }

    @Test
    void magicsOfCells_work() throws Exception {
        RecordingContext captured = python.output("%%capture kept\nprint('inside')\ndisplay(3)");
        assertThat(captured.all).isEmpty();
        assertThat(python.text("kept.stdout, len(kept.outputs)")).isEqualTo("('inside\\n', 1)");
        assertThat(python.output("%%bash\necho from-bash").out()).isEqualTo("from-bash\n");
        assertThat(python.output("%%html\n<b>x</b>").all.toString()).contains("text/html", "<b>x</b>");
        assertThat(python.text("listed = !printf 'a\\nb'\nlist(listed)")).isEqualTo("['a', 'b']");
        assertThat(python.output("%%time\nsum(range(10))").out()).contains("Wall time");
    }

    @Test
    void worker_ofAPool_keepsTheCellThatGaveTheWork() throws Exception {
        RecordingContext first = new RecordingContext();
        python.value(
                lines(
                        "from concurrent.futures import ThreadPoolExecutor",
                        "import threading\nready = threading.Event()",
                        "pool = ThreadPoolExecutor(1)",
                        "late = pool.submit(lambda: (ready.wait(), print('late'), display('shown late')))"),
                first);
        assertThat(python.output("ready.set(); late.result(); pool.shutdown()").all)
                .isEmpty();
        assertThat(first.out()).isEqualTo("late\n");
        assertThat(first.all.toString()).contains("shown late");
    }
}
