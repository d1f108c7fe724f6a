package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The three kernels before Jupyter's own tests of kernels, and the notebooks that show what they have. */
class KernelsShownIT {
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
    void jupyterKernelTest_overZeroMq_passesForScalaPythonAndSql() throws Exception {
        String printed = run(List.of(source("kernel_conformance.py")));

        assertThat(printed).contains("PythonTest", "ScalaTest", "SqlTest").contains("OK (skipped=");
    }

    @Test
    void exampleNotebooks_throughNbclient_showWhatIsStoredInThem() throws Exception {
        var answer = gateway.request("POST", "/hearth/tokens", "{\"kind\":\"path\",\"label\":\"examples\"}");
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        String pathToken = Json.read(RawJson.of(answer.body())).path("token").asText();
        List<String> command =
                new ArrayList<>(List.of(source("example_notebooks.py"), gateway.url(), gateway.token(), pathToken));
        for (String name : List.of("scala", "python", "sql", "together")) {
            command.add(
                    Environment.root().resolve("examples/" + name + ".ipynb").toString());
        }

        String printed = run(command);

        assertThat(printed).contains("scala.ipynb: ", "python.ipynb: ", "sql.ipynb: ", "together.ipynb: ");
    }

    private static String source(String name) {
        return Environment.root().resolve("tests/src/test/python").resolve(name).toString();
    }

    private static String run(List<String> arguments) throws Exception {
        Path log = Files.createTempFile(folder, "shown", ".log");
        List<String> command = new ArrayList<>(List.of(Environment.clientPython()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("HEARTH_TEST_URL", gateway.url());
        builder.environment().put("HEARTH_TEST_TOKEN", gateway.token());
        Process process = builder.start();
        boolean ended = process.waitFor(300, TimeUnit.SECONDS);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        String printed = Files.readString(log);
        assertThat(ended ? process.exitValue() : -1).as(printed).isZero();
        return printed;
    }
}
