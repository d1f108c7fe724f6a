package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import dev.hearth.tests.KernelClient.Received;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The environment that a profile or a request gives to a session; with it, the libraries that people draw with, as they are. */
class PythonEnvironmentIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static final String PACKAGES = "import sysconfig; print(sysconfig.get_path('purelib'))";

    private static Path python;
    private static GatewayProcess gateway;
    private static KernelClient client;

    @BeforeAll
    static void start() throws Exception {
        python = makeEnvironment();
        Path data = folder.resolve("data");
        String configuration = Configurations.pythonAlone("")
                .replace("memory: 512m", """
                        memory: 512m
                            session-pythons: [%s]
                            env:
                              PYTHONPATH: %s
                              OF_THE_PROFILE: here""".formatted(python, said(Environment.clientPython(), "-c", PACKAGES)));
        Configurations.write(data, configuration);
        gateway = GatewayProcess.start(data);
        client = KernelClient.connect(gateway, KernelClient.startKernel(gateway, "hearth-python"), "draws");
    }

    @AfterAll
    static void end() {
        client.close();
        gateway.close();
    }

    /** A virtual environment of its own, which finds the packages of the profile's Python. */
    private static Path makeEnvironment() throws Exception {
        Path made = folder.resolve("environment");
        said(Environment.python(), "-m", "venv", "--without-pip", made.toString());
        Path python = made.resolve("bin/python");
        Path packages = Path.of(said(python.toString(), "-c", PACKAGES));
        Files.writeString(packages.resolve("more.pth"), said(Environment.python(), "-c", PACKAGES) + "\n");
        return python;
    }

    private static String said(String... command) throws Exception {
        Process process = new ProcessBuilder(command).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(List.of(command) + ": " + said).isZero();
        return said.strip();
    }

    private static String start(String asked) throws Exception {
        String body = Json.object()
                .put("name", "hearth-python")
                .set("env", Json.object().put("KERNEL_HEARTH_PYTHON", asked).put("KERNEL_OWN", "mine"))
                .toString();
        return Json.read(
                        RawJson.of(gateway.request("POST", "/api/kernels", body).body()))
                .path("id")
                .asText();
    }

    @Test
    void requestedPython_thatTheProfileAllows_runsTheSession_inTheEnvironmentOfBoth() throws Exception {
        try (KernelClient own = KernelClient.connect(gateway, start(python.toString()), "own")) {
            List<Received> said = own.run(
                    "import os, sys; [sys.prefix] + [os.environ.get(n) for n in ('OF_THE_PROFILE', 'KERNEL_OWN')]",
                    LONG);
            assertThat(KernelClient.text(said)).isEqualTo("['" + folder.resolve("environment") + "', 'here', 'mine']");
        }
        assertThat(KernelClient.text(client.run("import sys; sys.prefix", LONG)))
                .doesNotContain("environment");
    }

    @Test
    void requestedPython_thatTheProfileDoesNotAllow_isADeadSessionThatNamesThoseAllowed() throws Exception {
        JsonNode dead = gateway.awaitSession(
                start("/usr/bin/python3"), view -> view.path("state").asText().equals("dead"), LONG);
        assertThat(dead.path("reason").asText()).contains("/usr/bin/python3", "session-pythons", python.toString());
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
