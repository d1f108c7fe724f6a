package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The requests of VS Code's Jupyter extension for a remote server. */
class VsCodeIT {
    @TempDir
    Path folder;

    @Test
    void requestsOfTheExtension_inItsOrder_areAnsweredAsItReadsThem_andItsSocketComesBack() throws Exception {
        Path data = folder.resolve("data");
        Configurations.write(data, Configurations.pythonAlone(""));
        Path log = folder.resolve("vscode.log");
        try (GatewayProcess gateway = GatewayProcess.start(data)) {
            Process process = new ProcessBuilder(
                            "node",
                            Environment.root()
                                    .resolve("tests/src/test/node/vscode.mjs")
                                    .toString(),
                            gateway.url(),
                            gateway.token())
                    .directory(Environment.node().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            boolean ended = process.waitFor(150, TimeUnit.SECONDS);
            process.destroyForcibly();
            assertThat(Files.readString(log))
                    .contains(
                            "before connecting: ok",
                            "connect and start: ok",
                            "cells: ok",
                            "reconnect: ok",
                            "restart and end: ok",
                            "order: ok");
            assertThat(ended).isTrue();
            assertThat(gateway.request("GET", "/api/kernels", "").body()).isEqualTo("[]");
        }
    }
}
