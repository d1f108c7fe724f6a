package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The three kernels before Jupyter's own tests of kernels, and the notebooks that show what they have. Both run at once, on three
 * sessions at most: they wait for kernels and clients much of their time.
 */
class KernelsShownIT {
    /** How many cells of a notebook are compared with what is stored, at least. */
    private static final Map<String, Integer> COMPARED = Map.of("scala", 20, "python", 14, "sql", 13, "together", 9);

    @TempDir
    static Path folder;

    private static GatewayProcess gateway;
    private static Printing conformance;
    private static Printing notebooks;

    @BeforeAll
    static void start() throws Exception {
        Path data = folder.resolve("data");
        Configurations.write(data, """
                profiles:
                  default:
                    python: %s
                    memory: 1g
                    compiler: first-tier
                    spark-conf:
                      spark.master: local[2]
                      spark.ui.enabled: "false"
                      spark.sql.shuffle.partitions: "2"
                      spark.jars.ivy: %s
                """.formatted(Environment.python(), folder.resolve("ivy")));
        gateway = GatewayProcess.start(data);
        conformance = begin(List.of(source("kernel_conformance.py"), "bridge"));
        var answer = gateway.request("POST", "/hearth/tokens", "{\"kind\":\"path\",\"label\":\"examples\"}");
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        String pathToken = Json.read(RawJson.of(answer.body())).path("token").asText();
        List<String> command =
                new ArrayList<>(List.of(source("example_notebooks.py"), gateway.url(), gateway.token(), pathToken));
        for (String name : List.of("scala", "python", "sql", "together")) {
            command.add(
                    Environment.root().resolve("examples/" + name + ".ipynb").toString());
        }
        notebooks = begin(command);
    }

    @AfterAll
    static void stop() {
        // After a start that failed some are not there.
        try {
            Stream.of(conformance, notebooks).filter(Objects::nonNull).forEach(Printing::end);
        } finally {
            if (gateway != null) {
                gateway.close();
            }
        }
    }

    @Test
    void jupyterKernelTest_overZeroMq_passesForScalaPythonAndSql() throws Exception {
        // Which of them are skipped is written out in the program, and anything else fails it.
        assertThat(conformance.text()).contains("PythonTest", "ScalaTest", "SqlTest", " run, 6 skipped");
    }

    @Test
    @EnabledIfSystemProperty(named = "hearth.all", matches = "true", disabledReason = "long: ./hearth test --all")
    void jupyterKernelTest_throughTheProvisioner_passesForScalaPythonAndSql() throws Exception {
        conformance.text(); // three drivers at most
        notebooks.text();
        assertThat(begin(List.of(source("kernel_conformance.py"), "provisioner"))
                        .text())
                .contains("PythonTest", "ScalaTest", "SqlTest", " run, 6 skipped");
    }

    @Test
    void exampleNotebooks_throughNbclient_showWhatIsStoredInThem() throws Exception {
        String printed = notebooks.text();

        for (Map.Entry<String, Integer> each : COMPARED.entrySet()) {
            Matcher said = Pattern.compile(each.getKey() + "\\.ipynb: (\\d+) cells compared")
                    .matcher(printed);
            assertThat(said.find()).as(printed).isTrue();
            assertThat(Integer.parseInt(said.group(1))).as(each.getKey()).isGreaterThanOrEqualTo(each.getValue());
        }
    }

    @Test
    void checkOfNotebooks_findsWhatIsMissing() throws Exception {
        Printing check = begin(List.of(source("notebook_check.py")));
        assertThat(check.text()).contains("Ran 6 tests").contains("OK");
    }

    private static String source(String name) {
        return Environment.root().resolve("tests/src/test/python").resolve(name).toString();
    }

    private static Printing begin(List<String> arguments) throws Exception {
        Path log = Files.createTempFile(folder, "shown", ".log");
        List<String> command = new ArrayList<>(List.of(Environment.clientPython()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("HEARTH_TEST_URL", gateway.url());
        builder.environment().put("HEARTH_TEST_TOKEN", gateway.token());
        return new Printing(builder.start(), log);
    }

    /** A program under way, and where its output goes. */
    private record Printing(Process process, Path log) {
        /** All that it printed, once it has ended well. */
        String text() throws Exception {
            boolean ended = process.waitFor(300, TimeUnit.SECONDS);
            String printed = Files.readString(log);
            assertThat(ended ? process.exitValue() : -1).as(printed).isZero();
            return printed;
        }

        void end() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
