package dev.hearth.interpreter.python;

import static dev.hearth.interpreter.python.TestPython.lines;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.Interpreter.Request;
import dev.hearth.protocol.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What JupyterLab asks, in its order: debugpy has to be in the Python of the tests. */
@ExtendWith(SharedPython.class)
class PythonDebuggerTest {
    private static final String CELL =
            lines("", "def twice(n):", "    result = n * 2", "    return result", "twice(21)");

    private final TestPython python;
    private final RecordingContext events = new RecordingContext();
    private final AtomicInteger sequence = new AtomicInteger();

    PythonDebuggerTest(TestPython python) {
        this.python = python;
    }

    private JsonNode ask(TestPython of, String command, String arguments) throws Exception {
        ObjectNode request = Json.object()
                .put("type", "request")
                .put("seq", sequence.incrementAndGet())
                .put("command", command);
        request.set("arguments", Json.mapper().readTree(arguments));
        Facility.Debugger debugger = of.python.facility(Facility.Debugger.class).orElseThrow();
        return Json.read(debugger.request(Json.write(request), events));
    }

    private JsonNode ask(String command, String arguments) throws Exception {
        JsonNode answer = ask(python, command, arguments);
        assertThat(answer.path("success").asBoolean())
                .as("%s: %s", command, answer)
                .isTrue();
        assertThat(answer.path("request_seq").asInt()).isEqualTo(sequence.get());
        return answer.path("body");
    }

    private void awaitEvent(String kind, int count) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (events.all.stream()
                        .filter(said -> said.text().contains("\"event\":\"" + kind + "\""))
                        .count()
                < count) {
            assertThat(System.nanoTime()).as("%s among %s", kind, events.all).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(events.all).allSatisfy(said -> assertThat(said.kind()).isEqualTo("debug_event"));
    }

    private void start(String cell, int line) throws Exception {
        ask("initialize", "{\"clientID\":\"test\",\"adapterID\":\"\",\"pathFormat\":\"path\",\"linesStartAt1\":true}");
        ask("attach", "{}");
        String path = ask(
                        "dumpCell",
                        Json.object()
                                .set("code", Json.mapper().valueToTree(cell))
                                .toString())
                .path("sourcePath")
                .asText();
        JsonNode info = ask("debugInfo", "{}");
        assertThat(path)
                .startsWith(info.path("tmpFilePrefix").asText())
                .endsWith(info.path("tmpFileSuffix").asText());
        assertThat(Files.readString(Path.of(path))).isEqualTo(cell);
        assertThat(ask("source", "{\"source\":{\"path\":\"" + path + "\"}}")
                        .path("content")
                        .asText())
                .isEqualTo(cell);
        JsonNode set = ask(
                "setBreakpoints",
                "{\"source\":{\"path\":\"" + path + "\"},\"breakpoints\":[{\"line\":" + line
                        + "}],\"sourceModified\":false}");
        assertThat(set.path("breakpoints").path(0).path("verified").asBoolean()).isTrue();
        ask("configurationDone", "{}");
        JsonNode started = ask("debugInfo", "{}");
        assertThat(started.path("isStarted").asBoolean()).isTrue();
        assertThat(started.path("breakpoints").path(0).path("source").asText()).isEqualTo(path);
    }

    private void stop() throws Exception {
        ask("disconnect", "{\"restart\":false,\"terminateDebuggee\":true}");
        assertThat(ask("debugInfo", "{}").path("isStarted").asBoolean()).isFalse();
        assertThat(python.text("6 * 7")).isEqualTo("42");
    }

    @Test
    void variablePanel_needsNoDebugger() throws Exception {
        assertThat(python.python.beside()).contains(Request.DEBUG);
        python.value("panel = {'a': [1, 2]}\nfrom IPython.display import HTML\nrich = HTML('<b>x</b>')");
        JsonNode info = ask("debugInfo", "{}");
        assertThat(info.path("isStarted").asBoolean()).isFalse();
        assertThat(info.path("hashMethod").asText()).isEqualTo("Murmur2");
        assertThat(info.path("richRendering").asBoolean()).isTrue();
        JsonNode panel = Json.object();
        for (JsonNode one : ask("inspectVariables", "{}").path("variables")) {
            panel = one.path("name").asText().equals("panel") ? one : panel;
        }
        assertThat(panel.path("type").asText()).isEqualTo("dict");
        assertThat(panel.path("value").asText()).isEqualTo("{'a': [1, 2]}");
        JsonNode children = ask(
                        "variables",
                        "{\"variablesReference\":"
                                + panel.path("variablesReference").asInt() + "}")
                .path("variables");
        assertThat(children.path(0).path("evaluateName").asText()).isEqualTo("panel['a']");
        assertThat(ask("richInspectVariables", "{\"variableName\":\"rich\"}")
                        .path("data")
                        .path("text/html")
                        .asText())
                .isEqualTo("<b>x</b>");
        assertThat(ask("modules", "{}").path("totalModules").asInt()).isPositive();
        assertThat(ask(python, "setBreakpoints", "{}").path("success").asBoolean())
                .isFalse();
    }

    @Test
    void cell_stopsAtABreakpoint_isLookedInto_stepsAndGoesOn() throws Exception {
        start(CELL, 3);
        CompletableFuture<ExecutionResult> cell = python.begin(CELL, new RecordingContext());
        awaitEvent("stopped", 1);
        assertThat(ask("debugInfo", "{}").path("stoppedThreads").path(0).asInt())
                .isEqualTo(1);
        JsonNode frames = ask("stackTrace", "{\"threadId\":1}").path("stackFrames");
        assertThat(frames.findValuesAsText("name")).containsExactly("twice", "<module>");
        assertThat(frames.path(0).path("line").asInt()).isEqualTo(3);
        int frame = frames.path(0).path("id").asInt();
        JsonNode scope =
                ask("scopes", "{\"frameId\":" + frame + "}").path("scopes").path(0);
        JsonNode locals = ask(
                        "variables",
                        "{\"variablesReference\":"
                                + scope.path("variablesReference").asInt() + "}")
                .path("variables");
        assertThat(locals.findValuesAsText("name")).containsExactly("n");
        assertThat(ask("evaluate", "{\"expression\":\"n * 100\",\"frameId\":" + frame + "}")
                        .path("result")
                        .asText())
                .isEqualTo("2100");
        assertThat(ask("richInspectVariables", "{\"variableName\":\"n\",\"frameId\":" + frame + "}")
                        .path("data")
                        .path("text/plain")
                        .asText())
                .isEqualTo("21");
        ask("copyToGlobals", "{\"srcVariableName\":\"n\",\"dstVariableName\":\"copied\",\"srcFrameId\":" + frame + "}");
        ask("next", "{\"threadId\":1}");
        awaitEvent("stopped", 2);
        assertThat(ask("stackTrace", "{\"threadId\":1}")
                        .path("stackFrames")
                        .path(0)
                        .path("line")
                        .asInt())
                .isEqualTo(4);
        ask("continue", "{\"threadId\":1}");
        assertThat(cell.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionResult.Succeeded.class);
        awaitEvent("continued", 2);
        assertThat(ask("debugInfo", "{}").path("stoppedThreads").isEmpty()).isTrue();
        stop();
        assertThat(python.text("copied")).isEqualTo("21");
    }

    @Test
    void interrupt_ofAStoppedCell_endsIt_andTheNextOneStopsAgain() throws Exception {
        String loop = lines("import time", "while True:", "    time.sleep(0.05)", "    here = True");
        start(loop, 4);
        for (int round = 1; round <= 2; round++) {
            CompletableFuture<ExecutionResult> cell = python.begin(loop, new RecordingContext());
            awaitEvent("stopped", round);
            python.interrupt();
            assertThat(cell.get(15, TimeUnit.SECONDS)).isInstanceOf(ExecutionResult.Interrupted.class);
        }
        stop();
    }

    @Test
    void breakpoints_withoutDebugpy_areRefusedWithWhatToInstall(@TempDir Path directory) throws Exception {
        Path missing = Files.createDirectories(directory.resolve("missing/debugpy"));
        Files.writeString(missing.resolve("__init__.py"), "raise ImportError('debugpy is not here')");
        try (TestPython other =
                new TestPython(TestPython.plain(directory).withPythonPath(List.of(directory.resolve("missing"))))) {
            for (String command : List.of("initialize", "attach")) {
                JsonNode refused = ask(other, command, "{}");
                assertThat(refused.path("success").asBoolean()).isFalse();
                assertThat(refused.path("message").asText()).contains("pip install debugpy");
            }
            other.value("x = 5");
            assertThat(ask(other, "inspectVariables", "{}")
                            .path("body")
                            .path("variables")
                            .findValuesAsText("name"))
                    .containsExactly("x");
        }
    }
}
