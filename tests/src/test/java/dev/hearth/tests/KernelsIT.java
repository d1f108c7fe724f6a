package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./hearth kernels}: what it installs is found and started by Jupyter's own programs. */
@Timeout(300)
class KernelsIT {
    private static final String LIST = "from jupyter_client.kernelspecapp import KernelSpecApp;"
            + "KernelSpecApp.launch_instance(['list', '--json'])";

    @TempDir
    Path folder;

    private String run(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.redirectError(
                ProcessBuilder.Redirect.appendTo(folder.resolve("err").toFile()));
        builder.environment().put("HEARTH_NO_SETUP", "1");
        builder.environment().put("HEARTH_PYTHON", Environment.python());
        builder.environment()
                .put("JUPYTER_PATH", prefix().resolve("share/jupyter").toString());
        builder.environment()
                .put("JUPYTER_RUNTIME_DIR", folder.resolve("runtime").toString());
        builder.environment().put("IPYTHONDIR", folder.resolve("ipython").toString());
        Process process = builder.start();
        try {
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue())
                    .as("%s%n%s%n%s", List.of(command), printed, Files.readString(folder.resolve("err")))
                    .isZero();
            return printed;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private String hearth(String... words) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(Environment.root().resolve("hearth").toString(), "kernels"));
        command.addAll(List.of(words));
        return run(command.toArray(String[]::new));
    }

    private Path prefix() {
        return folder.resolve("prefix");
    }

    private JsonNode found() throws Exception {
        return Json.read(RawJson.of(run(Environment.clientPython(), "-c", LIST)))
                .path("kernelspecs");
    }

    /** What a cell prints on a kernel that is installed. */
    private JsonNode ran(String kernel, String code) throws Exception {
        String printed = run(
                Environment.clientPython(),
                Environment.root()
                        .resolve("tests/src/test/python/installed_kernel.py")
                        .toString(),
                kernel,
                code);
        return Json.read(RawJson.of(printed.strip()));
    }

    @Test
    void kernels_installedForTheGatewayOfThisMachine_startIt_runCells_andItEndsByItself() throws Exception {
        Path data = folder.resolve("data");
        Path config = Files.writeString(
                folder.resolve("hearth.yaml"),
                Configurations.pythonAlone("").replace("timeouts:\n", "timeouts:\n  for-kernels: 2s\n"));
        String at = prefix().toString();
        hearth("install", "--prefix", at, "--data", data.toString(), "--config", config.toString());
        JsonNode specs = found();
        for (String name : List.of("hearth-scala", "hearth-python", "hearth-sql")) {
            JsonNode spec = specs.path(name);
            assertThat(spec.at("/spec/display_name").asText())
                    .as(name)
                    .matches("(Scala|Python|SQL) \\(Hearth, Spark \\d+\\.\\d+\\.\\d+.*\\)");
            assertThat(Path.of(spec.path("resource_dir").asText()).resolve("logo-64x64.png"))
                    .isRegularFile();
        }
        JsonNode answer = ran("hearth-python", "print('six times seven is', 6 * 7)");
        assertThat(answer.path("status").asText()).isEqualTo("ok");
        assertThat(answer.path("language").asText()).isEqualTo("python");
        assertThat(answer.path("text").asText()).isEqualTo("six times seven is 42\n");
        awaitGone(data.resolve("address"));
        assertThat(hearth("list", "--prefix", at)).contains("hearth-scala", "local: not running, a kernel starts it");

        hearth("remove", "hearth-sql", "--prefix", at);
        assertThat(found().has("hearth-sql")).isFalse();
        hearth("remove", "--all", "--prefix", at);
        assertThat(found().properties().stream().map(Map.Entry::getKey).filter(name -> name.startsWith("hearth")))
                .isEmpty();
    }

    /** It looks for its Spark beside its start. */
    private static void awaitSpark(GatewayProcess gateway) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!gateway.request("GET", "/api/kernelspecs", "").body().contains("\"spark\"")) {
            assertThat(System.nanoTime()).as("the gateway finds its Spark").isLessThan(deadline);
            Thread.sleep(50); // there is no request that waits
        }
    }

    private static void awaitGone(Path file) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (Files.exists(file)) {
            assertThat(System.nanoTime()).as("the gateway ends by itself").isLessThan(deadline);
            Thread.sleep(50); // its process is nobody's child
        }
    }

    @Test
    void kernels_installedForANamedGateway_knowItsSpark_andKeepItsTokenInAFile() throws Exception {
        Path data = folder.resolve("data");
        Configurations.write(data, Configurations.pythonAlone(""));
        try (GatewayProcess gateway = GatewayProcess.start(data)) {
            awaitSpark(gateway);
            Path token = Files.writeString(folder.resolve("token"), gateway.token());
            Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
            String at = prefix().toString();
            hearth(
                    "install",
                    "--prefix",
                    at,
                    "--url",
                    gateway.url(),
                    "--token-file",
                    token.toString(),
                    "--languages",
                    "python");
            Path written = prefix().resolve("share/jupyter/kernels/hearth-python/kernel.json");
            assertThat(Files.readString(written)).contains(token.toString()).doesNotContain(gateway.token());
            assertThat(found().at("/hearth-python/spec/display_name").asText())
                    .matches("Python \\(Hearth, Spark \\d+\\.\\d+\\.\\d+.*\\)");
            assertThat(hearth("list", "--prefix", at)).contains(gateway.url() + ": answers");
            assertThat(ran("hearth-python", "print(1 + 1)").path("text").asText())
                    .isEqualTo("2\n");
            assertThat(gateway.request("GET", "/api/kernels", "").body()).isEqualTo("[]");
        }
    }
}
