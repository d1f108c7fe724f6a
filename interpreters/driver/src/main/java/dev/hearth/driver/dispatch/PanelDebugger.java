package dev.hearth.driver.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.interpreter.Facility;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * As much of the debug protocol as JupyterLab's variable panel needs, for a language that has variables and no debugger: nothing
 * ever stops, and breakpoints are not verified. Thread-safe.
 *
 * <p>Lab shows variables once its debugger was started: {@code debugInfo}, {@code initialize}, {@code attach}, then {@code
 * inspectVariables} after each cell and {@code richInspectVariables} for one of them.
 */
final class PanelDebugger {
    private final VariableHandlers variables;
    private final String fileSuffix;
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicInteger sequence = new AtomicInteger();

    PanelDebugger(VariableHandlers variables, String fileSuffix) {
        this.variables = variables;
        this.fileSuffix = fileSuffix;
    }

    /** Answers one request of the debug protocol. */
    RawJson answer(JsonNode request) throws InterruptedException {
        String command = request.path("command").asText("");
        JsonNode arguments = request.path("arguments");
        ObjectNode reply = Json.object()
                .put("type", "response")
                .put("seq", sequence.incrementAndGet())
                .put("request_seq", request.path("seq").asInt())
                .put("command", command)
                .put("success", true);
        ObjectNode body = reply.putObject("body");
        switch (command) {
            case "debugInfo" -> info(body);
            case "initialize" -> {
                started.set(true);
                body.put("supportsConfigurationDoneRequest", true);
                body.putArray("exceptionBreakpointFilters");
            }
            case "disconnect" -> started.set(false);
            case "attach", "configurationDone", "setExceptionBreakpoints" -> {}
            case "inspectVariables" -> variables(body);
            case "richInspectVariables" ->
                rich(reply, body, arguments.path("variableName").asText(""));
            case "variables" -> body.putArray("variables");
            case "setBreakpoints" -> breakpoints(body, arguments.path("breakpoints"));
            case "dumpCell" ->
                body.put(
                        "sourcePath",
                        "hearth-cell-"
                                + Integer.toHexString(
                                        arguments.path("code").asText("").hashCode()) + fileSuffix);
            case "modules" -> body.putArray("modules");
            case "threads" -> body.putArray("threads");
            default ->
                reply.put("success", false)
                        .put("message", "this language has variables to show, and no debugger: no " + command);
        }
        return Json.write(reply);
    }

    private void info(ObjectNode body) {
        body.put("isStarted", started.get())
                .put("hashMethod", "Murmur2")
                .put("hashSeed", 0)
                .put("tmpFilePrefix", "hearth-cell-")
                .put("tmpFileSuffix", fileSuffix)
                .put("richRendering", true)
                .put("copyToGlobals", false);
        body.putArray("breakpoints");
        body.putArray("stoppedThreads");
        body.putArray("exceptionPaths");
    }

    private void variables(ObjectNode body) throws InterruptedException {
        ArrayNode list = body.putArray("variables");
        for (VariableHandlers.Found found : variables.all()) {
            list.addObject()
                    .put("name", found.variable().name())
                    .put("evaluateName", found.variable().name())
                    .put("type", found.variable().type())
                    .put("value", found.variable().preview())
                    .put("variablesReference", 0);
        }
    }

    private void rich(ObjectNode reply, ObjectNode body, String name) throws InterruptedException {
        List<Facility.Variable> found = variables.all().stream()
                .map(VariableHandlers.Found::variable)
                .filter(variable -> variable.name().equals(name))
                .toList();
        if (found.isEmpty()) {
            reply.put("success", false).put("message", "there is no variable of that name");
            return;
        }
        body.putObject("data").put("text/plain", found.get(0).preview());
        body.putObject("metadata");
    }

    private static void breakpoints(ObjectNode body, JsonNode wanted) {
        ArrayNode list = body.putArray("breakpoints");
        for (JsonNode each : wanted) {
            list.addObject()
                    .put("verified", false)
                    .put("line", each.path("line").asInt());
        }
    }
}
