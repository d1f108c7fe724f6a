package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.io.BufferedReader;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that other people wrote, unmodified. */
class ClientsIT {
    @TempDir
    static Path folder;

    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = GatewayProcess.start(folder.resolve("data"));
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @Test
    void nbclient_throughJupyterServersGatewayClient_runsTheFirstNotebook() throws Exception {
        Path out = folder.resolve("first.out.ipynb");
        String pathToken = gateway.pathToken();

        String printed = run(
                Environment.root().toFile(),
                Environment.clientPython(),
                Environment.root()
                        .resolve("tests/src/test/python/nbclient_notebook.py")
                        .toString(),
                gateway.url(),
                gateway.token(),
                pathToken,
                Environment.root().resolve("examples/first.ipynb").toString(),
                "hearth-scala",
                out.toString());

        assertThat(printed).contains("executed 6 cells");
        List<JsonNode> cells = codeCells(out);
        assertThat(outputs(cells.get(0))).contains("65 years");
        assertThat(outputs(cells.get(1))).contains("text/html").contains("1960");
        assertThat(outputs(cells.get(3))).contains("image/png");
        assertThat(outputs(cells.get(4))).contains("text/html");
        assertThat(outputs(cells.get(5))).contains("2016").contains("3.4");
    }

    @Test
    void hearthRun_onARunningGateway_writesAValidNotebook() throws Exception {
        Path out = folder.resolve("run.out.ipynb");
        Path tokenFile = tokenFile();

        String printed = run(
                Environment.root().toFile(),
                Environment.root().resolve("hearth").toString(),
                "run",
                "examples/first.ipynb",
                "-o",
                out.toString(),
                "--url",
                gateway.url(),
                "--token-file",
                tokenFile.toString());

        assertThat(printed).contains("65 years");
        assertThat(outputs(codeCells(out).get(3))).contains("image/png");
        String validated = run(
                Environment.root().toFile(),
                Environment.clientPython(),
                "-c",
                "import nbformat, sys; nbformat.validate(nbformat.read(sys.argv[1], as_version=4)); print('valid')",
                out.toString());
        assertThat(validated).contains("valid");
    }

    @Test
    void hearthRun_toldToEndInTheMiddle_endsTheCellAndWritesWhatThereIs() throws Exception {
        Path notebook = Files.writeString(folder.resolve("long.ipynb"), """
                {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
                  {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": null, "outputs": [],
                   "source": "print('first')"},
                  {"cell_type": "code", "id": "b", "metadata": {}, "execution_count": null, "outputs": [],
                   "source": "import time\\nprint('under way', flush=True)\\ntime.sleep(600)"}]}
                """);
        Path out = folder.resolve("long.out.ipynb");
        Path tokenFile = tokenFile();
        Process process = new ProcessBuilder(
                        Environment.root().resolve("hearth").toString(),
                        "run",
                        notebook.toString(),
                        "--kernel",
                        "hearth-python",
                        "-o",
                        out.toString(),
                        "--url",
                        gateway.url(),
                        "--token-file",
                        tokenFile.toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader printed = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = ""; !line.strip().equals("under way"); ) {
                line = String.valueOf(printed.readLine());
                assertThat(line).isNotEqualTo("null");
            }
            // As Ctrl-C does; but that signal is ignored by whatever runs in the background of a shell.
            process.toHandle().destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isNotZero();
        List<JsonNode> cells = codeCells(out);
        assertThat(outputs(cells.get(0))).contains("first");
        assertThat(outputs(cells.get(1))).contains("under way").contains("KeyboardInterrupt");
    }

    @Test
    void jupyterlabServices_underNode_usesKernelsAndSessionsInBothFramings() throws Exception {
        String printed = run(
                Environment.node().toFile(),
                "node",
                Environment.root().resolve("tests/src/test/node/services.mjs").toString(),
                gateway.url(),
                gateway.token());

        assertThat(printed)
                .contains("v1 ok")
                .contains("legacy ok")
                .contains("sessions ok")
                .contains("v1 death ok")
                .contains("legacy death ok");
    }

    @Test
    void nbclient_whoseDriverIsKilled_endsWithAnErrorOfItsOwn_andTheQueuedCellIsAborted() throws Exception {
        String printed = run(
                Environment.root().toFile(),
                Environment.clientPython(),
                Environment.root()
                        .resolve("tests/src/test/python/nbclient_death.py")
                        .toString(),
                gateway.url(),
                gateway.token(),
                gateway.pathToken(),
                "hearth-python");

        assertThat(printed).contains("running: DriverDied").contains("queued: aborted");
    }

    /** Nobody else may open it, or it is refused. */
    private static Path tokenFile() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), gateway.token());
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static List<JsonNode> codeCells(Path notebook) throws Exception {
        JsonNode cells = Json.read(RawJson.of(Files.readAllBytes(notebook))).path("cells");
        List<JsonNode> code = new java.util.ArrayList<>();
        cells.forEach(cell -> {
            if (cell.path("cell_type").asText().equals("code")) {
                code.add(cell);
            }
        });
        return code;
    }

    private static String outputs(JsonNode cell) {
        return cell.path("outputs").toString();
    }

    static String run(File directory, String... command) throws Exception {
        Path log = Files.createTempFile(folder, "client", ".log");
        Process process = new ProcessBuilder(command)
                .directory(directory)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(150, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        String printed = Files.readString(log);
        assertThat(ended ? process.exitValue() : -1)
                .as("%s printed:%n%s", Arrays.toString(command).replace(gateway.token(), "TOKEN"), printed)
                .isZero();
        return printed;
    }
}
