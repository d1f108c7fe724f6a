package dev.hearth.gateway.statement;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.session.SyntheticDriver;
import dev.hearth.gateway.session.Workbench;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.RecordClass;

/** What a driver that is mute by itself says of one cell. */
public final class ScriptedCell {
    private final SyntheticDriver driver;
    private final Envelope request;

    private ScriptedCell(SyntheticDriver driver, Envelope request) {
        this.driver = driver;
        this.request = request;
    }

    /** The cell of a request, once the driver has it. */
    public static ScriptedCell of(SyntheticDriver driver, String id) throws Exception {
        Workbench.await(
                () -> driver.taken.stream().anyMatch(each -> each.messageId().equals(id)));
        return new ScriptedCell(
                driver,
                driver.taken.stream()
                        .filter(each -> each.messageId().equals(id))
                        .findFirst()
                        .orElseThrow());
    }

    /** Busy and {@code execute_input}. */
    public ScriptedCell begins(int count) {
        driver.status(ExecutionState.BUSY, request);
        return says("execute_input", Json.object().put("code", "").put("execution_count", count));
    }

    public ScriptedCell says(String type, JsonNode content) {
        boolean output = type.equals("stream") || type.contains("display") || type.equals("clear_output");
        driver.emit(
                output ? RecordClass.OUTPUT : RecordClass.DURABLE,
                Channel.IOPUB,
                type,
                request,
                content.toString(),
                null);
        return this;
    }

    public ScriptedCell prints(String text) {
        return prints("stdout", text);
    }

    public ScriptedCell prints(String stream, String text) {
        return says("stream", Json.object().put("name", stream).put("text", text));
    }

    /** A display with an id, or without one. */
    public ScriptedCell displays(String type, JsonNode data, String id) {
        var content = Json.object();
        content.set("data", data);
        content.putObject("metadata");
        content.putObject("transient").put("display_id", id);
        return says(type, content);
    }

    public ScriptedCell results(JsonNode data) {
        var content = Json.object().put("execution_count", 1);
        content.set("data", data);
        content.putObject("metadata");
        return says("execute_result", content);
    }

    public ScriptedCell progresses(int done, int total) {
        driver.emit(
                RecordClass.EVENT,
                Channel.IOPUB,
                "hearth_progress",
                request,
                "{\"tasks_done\":" + done + ",\"tasks_total\":" + total + "}",
                null);
        return this;
    }

    public void ends() {
        ends("{\"status\":\"ok\",\"execution_count\":1}", "{}");
    }

    /** {@code error}, the reply that says the same, idle. */
    public void fails(String ename, String evalue, String... traceback) {
        var content = Json.object().put("ename", ename).put("evalue", evalue);
        var lines = content.putArray("traceback");
        for (String line : traceback) {
            lines.add(line);
        }
        says("error", content);
        ends(content.deepCopy().put("status", "error").toString(), "{}");
    }

    /** The reply, and idle. */
    public void ends(String reply, String metadata) {
        driver.emit(RecordClass.DURABLE, Channel.SHELL, "execute_reply", request, reply, metadata, null);
        driver.status(ExecutionState.IDLE, request);
    }
}
