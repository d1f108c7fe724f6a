package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Programs that run notebooks without a browser: papermill, nbconvert, nbclient, the console. */
@Timeout(2400)
class NotebookToolsIT {
    /** A profile in which Spark does not start: its kernels are there in a second or two. */
    private static final String LIGHT = "hearth-python-light";

    @TempDir
    static Path folder;

    private static GatewayProcess gateway;
    private static Map<String, String> local;
    private static Map<String, String> remote;

    @BeforeAll
    static void start() throws Exception {
        Path data = folder.resolve("data");
        Configurations.write(data, """
                profiles:
                  default:
                    python: %1$s
                    memory: 1g
                    compiler: first-tier
                    spark-conf:
                      spark.master: local[2]
                      spark.ui.enabled: "false"
                      spark.sql.shuffle.partitions: "2"
                      spark.jars.ivy: %2$s
                  light:
                    python: %1$s
                    memory: 512m
                    compiler: first-tier
                    spark-conf:
                      spark.master: no-such-master
                timeouts:
                  orphan: 2m
                """.formatted(Environment.python(), folder.resolve("ivy")));
        gateway = GatewayProcess.start(data);
        Path prefix = folder.resolve("prefix");
        for (List<String> more : List.of(List.<String>of(), List.of("--profile", "light"))) {
            List<String> install = new ArrayList<>(List.of(
                    Environment.root().resolve("hearth").toString(),
                    "kernels",
                    "install",
                    "--prefix",
                    prefix.toString(),
                    "--url",
                    gateway.url(),
                    "--token-file",
                    data.resolve("token").toString()));
            install.addAll(more);
            new Running("install", install, Map.of()).text(60);
        }
        local = Map.of("JUPYTER_PATH", prefix.resolve("share/jupyter").toString());
        var made = gateway.request("POST", "/hearth/tokens", "{\"kind\":\"path\",\"label\":\"tools\"}");
        remote = Map.of(
                "JUPYTER_GATEWAY_URL",
                gateway.url() + "/t/"
                        + Json.read(RawJson.of(made.body())).path("token").asText(),
                "JUPYTER_GATEWAY_AUTH_TOKEN",
                gateway.token());
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    /** A program under way, and where its output goes. */
    private static final class Running {
        private final Process process;
        private final Path log;

        Running(String name, List<String> command, Map<String, String> environment) throws Exception {
            log = Files.createTempFile(folder, name, ".log");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            Map<String, String> its = builder.environment();
            its.put("JUPYTER_RUNTIME_DIR", folder.resolve("runtime-" + name).toString());
            its.put("JUPYTER_CONFIG_DIR", folder.resolve("config").toString());
            its.put("IPYTHONDIR", folder.resolve("ipython").toString());
            its.put("TERM", "xterm");
            its.put("PROMPT_TOOLKIT_NO_CPR", "1"); // nobody is there who says where the cursor is
            its.putAll(environment);
            process = builder.start();
        }

        /** All that it printed, once it has ended well; it leaves no process behind. */
        String text(int seconds) throws Exception {
            boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            String printed = Files.readString(log);
            assertThat(ended ? process.exitValue() : -1).as(printed).isZero();
            return printed;
        }
    }

    private static Running tool(Map<String, String> environment, String tool, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Environment.clientPython(),
                Environment.root()
                        .resolve("tests/src/test/python/notebook_tools.py")
                        .toString(),
                tool));
        command.addAll(List.of(words));
        return new Running(tool, command, environment);
    }

    private static Running example(Map<String, String> environment, String tool, String name) throws Exception {
        Path out = folder.resolve(tool + "-" + (environment == local ? "local-" : "gateway-") + name + ".ipynb");
        return tool(
                environment,
                tool,
                Environment.root().resolve("examples/" + name + ".ipynb").toString(),
                out.toString());
    }

    /** Nothing of what the programs started is there any more. */
    private static void assertNothingIsLeft() throws Exception {
        assertThat(gateway.request("GET", "/api/kernels", "").body()).isEqualTo("[]");
    }

    @Test
    void papermillByKernelspec_andNbconvertByGateway_runExamplesAtOnce_andLeaveNoSession() throws Exception {
        Running papermill = example(local, "papermill", "sql");
        Running nbconvert = example(remote, "nbconvert", "python");
        assertThat(papermill.text(240)).contains(" cells, 0 complaints");
        assertThat(nbconvert.text(240)).contains(" cells, 0 complaints");
        assertNothingIsLeft();
    }

    @Test
    @EnabledIfSystemProperty(named = "hearth.all", matches = "true", disabledReason = "long: ./hearth test --all")
    void papermillAndNbconvert_runAllExamples() throws Exception {
        for (String name : List.of("scala", "python", "sql", "together")) {
            for (String tool : List.of("papermill", "nbconvert")) {
                assertThat(example(local, tool, name).text(240)).contains(" cells, 0 complaints");
            }
        }
        // jupyter_server's gateway client asks for "python3" whatever these two tell it.
        assertThat(example(remote, "papermill", "python").text(240)).contains(" cells, 0 complaints");
        assertNothingIsLeft();
    }

    @Test
    void console_andAnotherOneOnItsKernel_areOneSession_thatEndsWithTheFirst() throws Exception {
        assertThat(tool(local, "console", LIGHT).text(240)).contains("two consoles on one kernel");
        assertNothingIsLeft();
    }

    @Test
    void notebooksOneAfterAnother_leaveNoProcessFileOrSession() throws Exception {
        oneAfterAnother(3, List.of(local));
    }

    @Test
    @EnabledIfSystemProperty(named = "hearth.all", matches = "true", disabledReason = "long: ./hearth test --all")
    void fiftyNotebooksOneAfterAnother_leaveNoProcessFileOrSession() throws Exception {
        oneAfterAnother(50, List.of(local, remote));
    }

    private static void oneAfterAnother(int count, List<Map<String, String>> ways) throws Exception {
        for (Map<String, String> way : ways) {
            Footprint before = Footprint.of(gateway.handle().pid());
            String said = tool(way, "many", LIGHT, String.valueOf(count)).text(60 + 20 * count);
            assertNothingIsLeft();
            Footprint after = Footprint.of(gateway.handle().pid());
            System.out.println("NotebookToolsIT: " + said.strip() + "; gateway " + before + ", then " + after);
            assertThat(after.files()).as("files of the gateway").isLessThan(before.files() + 20 + count / 2);
            assertThat(after.threads()).as("threads of the gateway").isLessThan(before.threads() + 20 + count / 2);
        }
        assertThat(gateway.handle().descendants().filter(ProcessHandle::isAlive).toList())
                .as("programs of the gateway")
                .isEmpty();
    }
}
