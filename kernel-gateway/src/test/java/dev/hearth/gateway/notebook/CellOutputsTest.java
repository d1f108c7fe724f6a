package dev.hearth.gateway.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // fields are set by JUnit
class CellOutputsTest {

    @TempDir
    Path folder;

    private Notebook notebook;
    private CellOutputs outputs;

    @BeforeEach
    void open() throws Exception {
        notebook = read("""
                {"cells": [
                  {"cell_type": "markdown", "id": "m", "metadata": {}, "source": "# hi"},
                  {"cell_type": "code", "id": "one", "metadata": {"tags": ["x"]}, "source": ["a\\n", "b"],
                   "execution_count": 3, "outputs": [{"output_type": "stream", "name": "stdout", "text": "old"}]},
                  {"cell_type": "code", "metadata": {}, "source": "c", "execution_count": null, "outputs": []}],
                 "metadata": {"kernelspec": {"name": "hearth-scala", "language": "scala"}, "mine": {"k": 1}},
                 "nbformat": 4, "nbformat_minor": 4}
                """);
        outputs = new CellOutputs(notebook.codeCells().get(0));
    }

    private Notebook read(String text) throws Exception {
        return Notebook.read(Files.writeString(folder.resolve("in.ipynb"), text));
    }

    private void take(String type, String content) throws Exception {
        outputs.take(type, Json.mapper().readTree(content));
    }

    private JsonNode written() throws Exception {
        outputs.finish();
        Path out = folder.resolve("out.ipynb");
        notebook.write(out);
        return Json.mapper().readTree(Files.readAllBytes(out));
    }

    private JsonNode outputsOf(int cell) throws Exception {
        return written().path("cells").get(cell).path("outputs");
    }

    @Test
    void streams_runTogether_andAreLines() throws Exception {
        take("stream", "{\"name\":\"stdout\",\"text\":\"a\"}");
        take("stream", "{\"name\":\"stdout\",\"text\":\"b\\nc\"}");
        take("stream", "{\"name\":\"stderr\",\"text\":\"e\\n\"}");
        take("stream", "{\"name\":\"stdout\",\"text\":\"d\"}");
        assertThat(outputsOf(1).toString())
                .isEqualTo("[{\"name\":\"stdout\",\"output_type\":\"stream\",\"text\":[\"ab\\n\",\"c\"]},"
                        + "{\"name\":\"stderr\",\"output_type\":\"stream\",\"text\":[\"e\\n\"]},"
                        + "{\"name\":\"stdout\",\"output_type\":\"stream\",\"text\":[\"d\"]}]");
    }

    @Test
    void resultsAndErrors_areWrittenInTheFormatsShape() throws Exception {
        take("execute_input", "{\"code\":\"a\",\"execution_count\":7}");
        take(
                "execute_result",
                "{\"execution_count\":7,\"data\":{\"text/plain\":\"1\\n2\",\"image/png\":\"QQ==\","
                        + "\"application/json\":{\"a\":[1]}},\"metadata\":{},\"transient\":{}}");
        take("error", "{\"ename\":\"E\",\"evalue\":\"v\",\"traceback\":[\"t1\",\"t2\"],\"extra\":1}");
        JsonNode cell = written().path("cells").get(1);
        assertThat(cell.path("execution_count").asInt()).isEqualTo(7);
        assertThat(cell.path("outputs").get(0).toString())
                .isEqualTo("{\"data\":{\"text/plain\":[\"1\\n\",\"2\"],\"image/png\":\"QQ==\","
                        + "\"application/json\":{\"a\":[1]}},\"execution_count\":7,\"metadata\":{},"
                        + "\"output_type\":\"execute_result\"}");
        assertThat(cell.path("outputs").get(1).toString())
                .isEqualTo(
                        "{\"ename\":\"E\",\"evalue\":\"v\",\"output_type\":\"error\",\"traceback\":[\"t1\",\"t2\"]}");
    }

    @Test
    void updates_reachDisplaysOfEarlierCells() throws Exception {
        take("display_data", "{\"data\":{\"text/plain\":\"0%\"},\"metadata\":{},\"transient\":{\"display_id\":\"p\"}}");
        outputs.finish();
        outputs.begin(notebook.codeCells().get(1));
        take(
                "update_display_data",
                "{\"data\":{\"text/plain\":\"9%\"},\"metadata\":{},\"transient\":{\"display_id\":\"p\"}}");
        assertThat(outputsOf(1).get(0).path("data").path("text/plain").get(0).asText())
                .isEqualTo("9%");
        assertThat(outputsOf(2)).isEmpty();
    }

    @Test
    void clear_takesAwayAtOnce_orWithTheNextOutput() throws Exception {
        take("stream", "{\"name\":\"stdout\",\"text\":\"a\"}");
        take("clear_output", "{\"wait\":true}");
        assertThat(outputsOf(1)).hasSize(1);
        take("stream", "{\"name\":\"stdout\",\"text\":\"b\"}");
        assertThat(outputsOf(1).toString()).contains("[\"b\"]").doesNotContain("\"a\"");
        take("clear_output", "{\"wait\":false}");
        assertThat(outputsOf(1)).isEmpty();
    }

    @Test
    void whatIsNotKnown_isKept_andIdsAreMadeWhereTheyAreMissing() throws Exception {
        JsonNode root = written();
        assertThat(root.path("nbformat_minor").asInt()).isEqualTo(5);
        assertThat(root.path("metadata").path("mine").path("k").asInt()).isEqualTo(1);
        assertThat(root.path("cells").get(1).path("id").asText()).isEqualTo("one");
        assertThat(root.path("cells")
                        .get(1)
                        .path("metadata")
                        .path("tags")
                        .get(0)
                        .asText())
                .isEqualTo("x");
        assertThat(root.path("cells").get(2).path("id").asText()).matches("[a-z0-9-]{8}");
        assertThat(root.path("cells").get(1).path("outputs")).isEmpty();
        assertThat(root.path("cells").get(1).path("execution_count").isNull()).isTrue();
        assertThat(notebook.codeCells().get(0).source()).isEqualTo("a\nb");
        assertThat(notebook.kernelName()).contains("hearth-scala");
    }

    @Test
    void filesThatAreNoNotebooks_areRefused() {
        assertThatThrownBy(() -> read("{\"cells\": [], \"nbformat\": 3}")).hasMessageContaining("format 3");
        assertThatThrownBy(() -> read("[]")).hasMessageContaining("not a notebook");
        assertThatThrownBy(() -> read("x")).hasMessageContaining("not JSON");
        assertThatThrownBy(() -> read("{\"cells\": [1], \"nbformat\": 4}")).hasMessageContaining("no object");
    }
}
