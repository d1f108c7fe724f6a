package dev.hearth.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Pages of JupyterLab in one headless Chromium, which {@code lab.mjs} drives by Playwright. Not thread-safe. */
final class Browser {
    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter orders;

    private Browser(Process process) {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts it; its pictures lie in {@code tests/target/screenshots}. */
    static Browser start(Path log) throws Exception {
        Path screenshots = Files.createDirectories(Environment.root().resolve("tests/target/screenshots"));
        return new Browser(new ProcessBuilder(
                        "node",
                        Environment.root()
                                .resolve("tests/src/test/node/lab.mjs")
                                .toString(),
                        Environment.chromium().toString(),
                        screenshots.toString())
                .directory(Environment.node().toFile())
                .redirectError(log.toFile())
                .start());
    }

    /** Opens a notebook in a page of that name and waits until its kernel is idle. */
    void open(String page, String url) throws Exception {
        order(Json.object().put("page", page).put("do", "open").put("url", url));
    }

    /** Has a page do one of the scenarios of {@code lab.mjs}. */
    void has(String page, String scenario) throws Exception {
        order(Json.object().put("page", page).put("do", scenario));
    }

    /** The same, with something more that the scenario knows by a name. */
    void has(String page, String scenario, String name, boolean value) throws Exception {
        order(Json.object().put("page", page).put("do", scenario).put(name, value));
    }

    private void order(ObjectNode order) throws Exception {
        orders.write(order.toString());
        orders.newLine();
        orders.flush();
        String line = CompletableFuture.supplyAsync(() -> {
                    try {
                        return answers.readLine();
                    } catch (IOException e) {
                        return null;
                    }
                })
                .get(240, TimeUnit.SECONDS);
        JsonNode answer =
                line == null ? Json.object().put("error", "the browser has ended") : Json.read(RawJson.of(line));
        if (!answer.path("ok").asBoolean()) {
            throw new AssertionError(order.path("page").asText() + ", "
                    + order.path("do").asText() + ": " + answer.path("error").asText()
                    + "\n(see tests/target/screenshots)");
        }
    }

    /** Lets it end by itself, with all its processes. */
    void end() throws Exception {
        orders.close();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("the browser did not end within 30 s");
        }
    }
}
