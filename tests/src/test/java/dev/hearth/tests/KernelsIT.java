package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

    private final Map<String, String> more = new HashMap<>();

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
        builder.environment().put("JUPYTER_DATA_DIR", user().toString());
        builder.environment().put("XDG_CONFIG_HOME", folder.resolve("config").toString());
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        builder.environment().putAll(more);
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

    private String hearth(List<String> words, String... rest) throws Exception {
        return hearth(Stream.concat(words.stream(), Stream.of(rest)).toArray(String[]::new));
    }

    private Path user() {
        return folder.resolve("user");
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
    void kernels_ofAUser_onANamedGatewayWithTls_knowItsSpark_andKeepItsTokenInAFile() throws Exception {
        Certificate certificate = SelfSigned.make(folder, "gateway");
        Path ca = folder.resolve("gateway.crt");
        Path data = folder.resolve("data");
        Configurations.write(
                data,
                Configurations.pythonAlone(
                        "tls: { certificate: %s, key: %s }\n".formatted(ca, folder.resolve("gateway.key"))));
        HttpClient https =
                HttpClient.newBuilder().sslContext(TlsIT.trusting(certificate)).build();
        try (GatewayProcess gateway = GatewayProcess.start(data).through(https)) {
            awaitSpark(gateway);
            List<String> named =
                    List.of("install", "--url", gateway.url(), "--ca-file", ca.toString(), "--languages", "python");
            more.put("HEARTH_TOKEN", gateway.token());
            hearth(named, "--user");
            hearth(named, "--user", "--provisioner", "--name-prefix", "light-");
            more.remove("HEARTH_TOKEN");
            Path kept = folder.resolve("config/hearth/tokens/127.0.0.1-" + gateway.port());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                    .isEqualTo("rw-------");
            Path written = user().resolve("kernels/hearth-python/kernel.json");
            assertThat(Files.readString(written)).contains(kept.toString()).doesNotContain(gateway.token());
            assertThat(found().at("/hearth-python/spec/display_name").asText())
                    .matches("Python \\(Hearth, Spark \\d+\\.\\d+\\.\\d+.*\\)");
            assertThat(hearth("list")).contains("hearth-python", "light-python", gateway.url() + ": answers");

            assertThat(ran("hearth-python", "print(1 + 1)").path("text").asText())
                    .isEqualTo("2\n");
            // The package as pip would have put it there.
            Path info = Files.createDirectories(folder.resolve("site/hearth_jupyter-0.dist-info"));
            Files.writeString(info.resolve("METADATA"), "Metadata-Version: 2.1\nName: hearth-jupyter\nVersion: 0\n");
            Files.writeString(info.resolve("entry_points.txt"), """
                    [jupyter_client.kernel_provisioners]
                    hearth-provisioner = hearth.kernel.provisioner:HearthProvisioner
                    """);
            more.put(
                    "PYTHONPATH",
                    folder.resolve("site") + ":" + Environment.root().resolve("kernelspecs/python/src"));
            assertThat(ran("light-python", "print(2 + 2)").path("text").asText())
                    .isEqualTo("4\n");
            assertThat(gateway.request("GET", "/api/kernels", "").body()).isEqualTo("[]");
            assertThat(hearth("remove", "--all", "--user")).contains("removed light-python", kept.toString());
        }
    }
}
