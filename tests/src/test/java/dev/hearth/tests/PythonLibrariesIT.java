package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.tests.KernelClient.Received;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The libraries that people draw with, as they are, found through the environment that a profile gives its sessions. */
class PythonLibrariesIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static GatewayProcess gateway;
    private static KernelClient client;

    @BeforeAll
    static void start() throws Exception {
        Path data = folder.resolve("data");
        String configuration = Configurations.pythonAlone("")
                .replace("memory: 512m", "memory: 512m\n    env:\n      PYTHONPATH: " + libraries());
        Configurations.write(data, configuration);
        gateway = GatewayProcess.start(data);
        client = KernelClient.connect(gateway, KernelClient.startKernel(gateway, "hearth-python"), "draws");
    }

    @AfterAll
    static void end() {
        client.close();
        gateway.close();
    }

    private static String libraries() throws Exception {
        Process asking = new ProcessBuilder(
                        Environment.clientPython(), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))")
                .start();
        return new String(asking.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    private static JsonNode dataOf(List<Received> messages, String type) {
        return messages.stream()
                .filter(message -> message.type().equals(type))
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new AssertionError("no " + type + " in " + messages))
                .content()
                .path("data");
    }

    @Test
    void plotlyFigure_isTheBundleThatItsRendererReads() throws Exception {
        JsonNode data = dataOf(
                client.run("import plotly.graph_objects as go\ngo.Figure(data=[go.Bar(y=[2, 3, 1])])", LONG),
                "display_data");
        assertThat(data.at("/application~1vnd.plotly.v1+json/data/0/type").asText())
                .isEqualTo("bar");
    }

    @Test
    void altairChart_isTheBundleThatItsRendererReads() throws Exception {
        JsonNode data = dataOf(
                client.run(
                        "import altair as alt, pandas as pd\nalt.renderers.enable('mimetype')\n"
                                + "alt.Chart(pd.DataFrame({'x': [1, 2]})).mark_bar().encode(x='x')",
                        LONG),
                "execute_result");
        assertThat(data.properties().stream()
                        .filter(each -> each.getKey().startsWith("application/vnd.vegalite."))
                        .map(each -> each.getValue().at("/mark/type").asText()))
                .containsExactly("bar");
    }

    @Test
    void widgetBackendOfMatplotlib_showsACanvasThatTheClientKnows_andInlineComesBack() throws Exception {
        List<Received> messages = client.run(
                "%matplotlib widget\nimport matplotlib.pyplot as plt\nfig, ax = plt.subplots()\n"
                        + "ax.plot([1, 2, 3])\nplt.show()",
                LONG);
        String model = dataOf(messages, "display_data")
                .at("/application~1vnd.jupyter.widget-view+json/model_id")
                .asText();
        assertThat(messages.stream()
                        .filter(message -> message.type().equals("comm_open"))
                        .filter(message -> message.content()
                                .at("/data/state/_model_name")
                                .asText()
                                .equals("MPLCanvasModel"))
                        .map(message -> message.content().path("comm_id").asText()))
                .containsExactly(model);
        JsonNode inline = dataOf(client.run("%matplotlib inline\nplt.plot([1, 2])\nplt.show()", LONG), "display_data");
        assertThat(inline.path("image/png").asText()).startsWith("iVBOR");
    }
}
