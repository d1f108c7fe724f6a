package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./hearth demo} and {@code ./hearth run} as people type them, without the set-up. */
@Timeout(180)
class CommandsIT {
    @TempDir
    Path folder;

    private Process hearth(String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(
                List.of(Environment.root().resolve("hearth").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.redirectError(folder.resolve("err").toFile());
        builder.environment().put("HEARTH_NO_SETUP", "1");
        builder.environment().put("HEARTH_PYTHON", Environment.python());
        return builder.start();
    }

    private static String find(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern + " in " + text).isTrue();
        return matcher.group(1);
    }

    @Test
    void demo_printsEachCellAndItsOutput_leavesAGatewayThatItSaysHowToReach_untilItIsTold() throws Exception {
        Process demo =
                hearth("demo", "--port", "0", "--data", folder.resolve("data").toString());
        StringBuilder printed = new StringBuilder();
        try (BufferedReader out = demo.inputReader(StandardCharsets.UTF_8)) {
            while (!printed.toString().contains("Existing Jupyter Server")
                    || !printed.toString().contains("?token=")) {
                String line = out.readLine();
                assertThat(line)
                        .as("behind " + printed + Files.readString(folder.resolve("err")))
                        .isNotNull();
                printed.append(line).append('\n');
            }
            String text = printed.toString();
            assertThat(text)
                    .containsSubsequence(
                            "Running examples/first.ipynb", "spark.read", "65 years", "1960", "select", "2016");
            assertThat(text).doesNotContain("Traceback").doesNotContain("Error");
            String address = find("address +(http://127\\.0\\.0\\.1:\\d+)", text);
            String token = find("token +(\\S+)", text);
            assertThat(text)
                    .contains("jupyter lab --gateway-url=" + address + " --GatewayClient.auth_token=" + token)
                    .contains(address + "/?token=" + token);
            HttpResponse<String> kernels = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(address + "/api/kernels"))
                                    .header("Authorization", "token " + token)
                                    .timeout(Duration.ofSeconds(20))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(kernels.statusCode()).isEqualTo(200);
            demo.toHandle()
                    .destroy(); // as Ctrl-C; but that signal is ignored by whatever a shell runs in the background
            assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            demo.destroyForcibly();
        }
        assertThat(folder.resolve("data/address")).as("the gateway has stopped").doesNotExist();
    }

    @Test
    void run_onAGatewayOfItsOwn_stopsAtTheFirstErrorWithOne_orGoesOnWhereThatIsAllowed() throws Exception {
        Path config = Files.writeString(folder.resolve("run.yaml"), Configurations.pythonAlone(""));
        Files.writeString(folder.resolve("three.ipynb"), """
                {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
                  {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": null, "outputs": [],
                   "source": "import os; print('driver', os.getppid(), os.getcwd())"},
                  {"cell_type": "code", "id": "b", "metadata": {}, "execution_count": null, "outputs": [],
                   "source": "1 / 0"},
                  {"cell_type": "code", "id": "c", "metadata": {}, "execution_count": null, "outputs": [],
                   "source": "print('behind', 'it')"}]}
                """);
        Process strict = hearth("run", "three.ipynb", "--kernel", "hearth-python", "--config", config.toString());
        String printed = new String(strict.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(strict.waitFor()).as(printed).isEqualTo(1);
        assertThat(printed).contains("ZeroDivisionError").doesNotContain("behind it");
        JsonNode out = notebook("three.out.ipynb");
        assertThat(out.path("nbformat").asInt()).isEqualTo(4);
        assertThat(out.path("nbformat_minor").asInt()).isEqualTo(5);
        assertThat(out.at("/cells/0/outputs/0/text").toString())
                .contains(folder.toRealPath().toString());
        assertThat(out.at("/cells/1/outputs/0/ename").asText()).isEqualTo("ZeroDivisionError");
        assertThat(out.at("/cells/2/outputs")).isEmpty();
        long driver = Long.parseLong(find("driver (\\d+)", printed));
        assertThat(ProcessHandle.of(driver).filter(ProcessHandle::isAlive))
                .as("the driver of the private gateway")
                .isEmpty();

        Process lenient = hearth(
                "run",
                "three.ipynb",
                "-o",
                "all.ipynb",
                "--allow-errors",
                "--kernel",
                "hearth-python",
                "--config",
                config.toString());
        printed = new String(lenient.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(lenient.waitFor()).as(printed).isZero();
        assertThat(printed).contains("ZeroDivisionError", "behind it");
        assertThat(notebook("all.ipynb").at("/cells/2/outputs/0/text").toString())
                .contains("behind it");
    }

    private JsonNode notebook(String name) throws Exception {
        return Json.read(RawJson.of(Files.readAllBytes(folder.resolve(name))));
    }
}
