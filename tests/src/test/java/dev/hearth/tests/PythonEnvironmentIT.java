package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.protocol.Channel;
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

/**
 * The environment that a profile or a request gives to a session; with it, the libraries that people draw with, widgets and the
 * debugger, as they are.
 */
class PythonEnvironmentIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static final String PACKAGES = "import sysconfig; print(sysconfig.get_path('purelib'))";

    private static Path python;
    private static GatewayProcess gateway;
    private static String kernel;
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
                              OF_THE_PROFILE: here
                              PYSPARK_PYTHON: /of/executors""".formatted(python, said(Environment.clientPython(), "-c", PACKAGES)));
        Configurations.write(data, configuration);
        gateway = GatewayProcess.start(data);
        kernel = KernelClient.startKernel(gateway, "hearth-python");
        client = KernelClient.connect(gateway, kernel, "draws");
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
                    "import os, sys\nfor n in 'OF_THE_PROFILE', 'PYSPARK_PYTHON', 'KERNEL_OWN': print(os.environ[n])\n"
                            + "sys.prefix",
                    LONG);
            assertThat(KernelClient.text(said))
                    .isEqualTo("here\n/of/executors\nmine\n'" + folder.resolve("environment") + "'");
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

    private static String move(String comm, int value) throws Exception {
        ObjectNode moved = Json.object().put("comm_id", comm);
        moved.putObject("data")
                .put("method", "update")
                .set("state", Json.object().put("value", value));
        return client.send(Channel.SHELL, "comm_msg", Json.write(moved));
    }

    @Test
    void slider_thatTheClientMoves_changesPythonsValue_alsoWhileACellRuns() throws Exception {
        String comm =
                client.run("import ipywidgets, time\nslider = ipywidgets.IntSlider(value=1)\nslider", LONG).stream()
                        .filter(message -> message.type().equals("comm_open"))
                        .map(Received::content)
                        .filter(opened ->
                                opened.at("/data/state/_model_name").asText().equals("IntSliderModel"))
                        .map(opened -> opened.path("comm_id").asText())
                        .findFirst()
                        .orElseThrow();
        client.untilIdle(move(comm, 7), LONG);
        assertThat(KernelClient.text(client.run("slider.value", LONG))).isEqualTo("7");
        String waits = client.execute("print('on', flush=True)\nwhile slider.value != 30: time.sleep(0.01)\n'off'");
        client.until(
                message -> message.parentId().equals(waits) && message.type().equals("stream"), LONG);
        move(comm, 30);
        assertThat(KernelClient.text(client.untilIdle(waits, LONG))).isEqualTo("'off'");
        String info = client.send(Channel.SHELL, "comm_info_request", RawJson.EMPTY_OBJECT);
        assertThat(client.untilIdle(info, LONG).stream()
                        .filter(message -> message.type().equals("comm_info_reply"))
                        .map(message -> message.content()
                                .at("/comms/" + comm + "/target_name")
                                .asText()))
                .containsExactly("jupyter.widget");
    }

    /** Asks the debugger as JupyterLab does, on a connection of its own. */
    private static JsonNode debug(KernelClient by, String command, ObjectNode arguments) throws Exception {
        ObjectNode asked = Json.object().put("type", "request").put("seq", 1).put("command", command);
        String id = by.send(Channel.CONTROL, "debug_request", Json.write(asked.set("arguments", arguments)));
        List<Received> messages = by.until(
                message -> message.type().equals("debug_reply")
                        && message.parentId().equals(id),
                LONG);
        JsonNode answer = messages.get(messages.size() - 1).content();
        assertThat(answer.path("success").asBoolean()).as(answer.toString()).isTrue();
        return answer.path("body");
    }

    private static ObjectNode json(String text) throws Exception {
        return (ObjectNode) Json.read(RawJson.of(text));
    }

    @Test
    void cell_stopsAtABreakpointOfTheClient_andGoesOn() throws Exception {
        String code = "def twice(n):\n    result = n * 2\n    return result\ntwice(21)";
        try (KernelClient by = KernelClient.connect(gateway, kernel, "debugs")) {
            assertThat(debug(by, "debugInfo", Json.object()).path("isStarted").asBoolean())
                    .isFalse();
            debug(by, "initialize", json("{\"clientID\":\"test\",\"adapterID\":\"\",\"pathFormat\":\"path\"}"));
            debug(by, "attach", Json.object());
            String path = debug(by, "dumpCell", Json.object().put("code", code))
                    .path("sourcePath")
                    .asText();
            ObjectNode breakpoints = json("{\"breakpoints\":[{\"line\":2}],\"sourceModified\":false}");
            breakpoints.putObject("source").put("path", path);
            assertThat(debug(by, "setBreakpoints", breakpoints)
                            .at("/breakpoints/0/verified")
                            .asBoolean())
                    .isTrue();
            debug(by, "configurationDone", Json.object());
            String cell = client.execute(code);
            List<Received> events = by.until(
                    message -> message.type().equals("debug_event")
                            && message.content().path("event").asText().equals("stopped"),
                    LONG);
            assertThat(events.get(events.size() - 1)
                            .content()
                            .at("/body/reason")
                            .asText())
                    .isEqualTo("breakpoint");
            JsonNode frame = debug(by, "stackTrace", json("{\"threadId\":1}")).at("/stackFrames/0");
            assertThat(frame.path("name").asText() + ":" + frame.path("line").asInt())
                    .isEqualTo("twice:2");
            debug(by, "continue", json("{\"threadId\":1}"));
            assertThat(KernelClient.text(client.untilIdle(cell, LONG))).isEqualTo("42");
            debug(by, "disconnect", json("{\"restart\":false,\"terminateDebuggee\":true}"));
            assertThat(debug(by, "debugInfo", Json.object()).path("isStarted").asBoolean())
                    .isFalse();
        }
    }
}
