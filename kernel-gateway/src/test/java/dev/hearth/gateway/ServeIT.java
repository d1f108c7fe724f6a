package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} as a process: what it prints, what it leaves on the disk, how it stops. */
@SuppressWarnings("NullAway.Init") // fields are set by JUnit
class ServeIT {

    private static final Pattern LISTENING =
            Pattern.compile("Hearth is listening on (http://127\\.0\\.0\\.1:\\d+)/\\?token=(\\S+)");

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    private Process hearth(String token, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dhearth.driver.jar=" + folder, // no driver is started here
                "-cp",
                System.getProperty("java.class.path"),
                GatewayMain.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("err").toFile()));
        builder.environment().remove("HEARTH_TOKEN");
        if (!token.isEmpty()) {
            builder.environment().put("HEARTH_TOKEN", token);
        }
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private Process serve(String token) throws IOException {
        return hearth(token, "serve", "--port", "0", "--data", data().toString());
    }

    private Path data() {
        return folder.resolve("data");
    }

    private String errors() throws IOException {
        return Files.readString(folder.resolve("err"));
    }

    private static Matcher listening(BufferedReader out) throws IOException {
        Matcher matcher = LISTENING.matcher(String.valueOf(out.readLine()));
        assertThat(matcher.matches()).as("the line of the address").isTrue();
        return matcher;
    }

    private static int status(String url, String token) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url))
                                .header("Authorization", "token " + token)
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void serve_printsOneLine_keepsItsTokenToItself_andStopsOnSigterm() throws Exception {
        Process gateway = serve("");
        BufferedReader out = gateway.inputReader(StandardCharsets.UTF_8);
        Matcher line = listening(out);
        assertThat(status(line.group(1) + "/api/kernels", line.group(2))).isEqualTo(200);
        assertThat(status(line.group(1) + "/api/kernels", "wrong")).isEqualTo(401);
        assertThat(status(line.group(1) + "/api/kernels?token=" + line.group(2), ""))
                .isEqualTo(200);

        gateway.toHandle().destroy(); // and leaves its output to be read
        assertThat(gateway.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(out.readLine()).isNull();
        assertThat(Files.readString(data().resolve("token")).strip()).isEqualTo(line.group(2));
        assertThat(Files.readString(data().resolve("log/hearth.log"))).contains("serves at");
        assertThat(errors()).doesNotContain(line.group(2));
        assertThat(data().resolve("address")).doesNotExist();
        try (Stream<Path> files = Files.walk(data())) {
            for (Path file : files.toList()) {
                String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                boolean onTop = file.equals(data().resolve(file.getFileName()));
                assertThat(mode).as(file.toString()).endsWith(Files.isDirectory(file) || onTop ? "------" : "");
                if (Files.isRegularFile(file) && !file.getFileName().toString().equals("token")) {
                    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .as(file.toString())
                            .doesNotContain(line.group(2));
                }
            }
        }
    }

    @Test
    void serveForKernels_printsNoToken_andEndsByItself_whenNobodyNeedsIt() throws Exception {
        Path config = Files.writeString(folder.resolve("brief.yaml"), "timeouts: {for-kernels: 500ms}\n");
        Process gateway = hearth(
                "",
                "serve",
                "--for-kernels",
                "--port",
                "0",
                "--data",
                data().toString(),
                "--config",
                config.toString());
        BufferedReader out = gateway.inputReader(StandardCharsets.UTF_8);
        Matcher line = Pattern.compile("Hearth is listening on (http://127\\.0\\.0\\.1:\\d+)")
                .matcher(String.valueOf(out.readLine()));
        assertThat(line.matches()).isTrue();
        assertThat(gateway.waitFor(30, TimeUnit.SECONDS))
                .as("it ends by itself")
                .isTrue();
        assertThat(gateway.exitValue()).as(errors()).isZero();
        assertThat(out.readLine()).isNull();
        assertThat(data().resolve("address")).doesNotExist();
        assertThat(Files.readString(data().resolve("log/hearth.log")))
                .contains("nobody has needed this gateway for 0.5 s");
    }

    @Test
    void tokensMadeAndRevokedByTheCommand_holdAtOnceWhereAGatewayRuns() throws Exception {
        Matcher line = listening(serve("").inputReader(StandardCharsets.UTF_8));
        String kernels = line.group(1) + "/api/kernels";
        String made = printed("token", "new", "--label", "robot", "--data", data().toString());
        String token = made.lines().reduce((first, last) -> last).orElseThrow().strip();
        assertThat(status(kernels, token)).as(made.replace(token, "TOKEN")).isEqualTo(200);
        String list = printed("token", "list", "--data", data().toString());
        assertThat(list).contains("robot").doesNotContain(token);
        String id = list.lines()
                .filter(each -> each.contains("robot"))
                .findFirst()
                .orElseThrow()
                .strip()
                .split("\\s+")[0];
        printed("token", "revoke", id, "--data", data().toString());
        assertThat(status(kernels, token)).isEqualTo(401);
    }

    private String printed(String... arguments) throws Exception {
        Process process = hearth("", arguments);
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(out + errors()).isZero();
        return out;
    }

    @Test
    void tokenOfTheEnvironment_isUsed_andNeverWrittenDown() throws Exception {
        Process gateway = serve("chosen-token");
        Matcher line = listening(gateway.inputReader(StandardCharsets.UTF_8));
        assertThat(line.group(2)).isEqualTo("chosen-token");
        assertThat(status(line.group(1) + "/api/kernels", "chosen-token")).isEqualTo(200);
        assertThat(data().resolve("token")).doesNotExist();
        assertThat(Files.readString(data().resolve("running-token"))).doesNotContain("chosen-token");
    }

    @Test
    void tokenOfAFile_andAnotherAddress_areUsed() throws Exception {
        Path file = Files.writeString(folder.resolve("given"), "token-of-a-file\n");
        Process gateway = hearth(
                "overruled",
                "serve",
                "--port",
                "0",
                "--host",
                "127.0.0.2",
                "--token-file",
                file.toString(),
                "--data",
                data().toString());
        String line = String.valueOf(gateway.inputReader(StandardCharsets.UTF_8).readLine());
        assertThat(line).matches("Hearth is listening on http://127\\.0\\.0\\.2:\\d+/\\?token=token-of-a-file");
        URI address = URI.create(line.substring(line.indexOf("http"), line.indexOf("/?")));
        assertThat(status(address + "/api/kernels", "token-of-a-file")).isEqualTo(200);
        assertThat(status(address + "/api/kernels", "overruled")).isEqualTo(401);
        assertThatThrownBy(() -> status("http://127.0.0.1:" + address.getPort() + "/api/kernels", "token-of-a-file"))
                .isInstanceOf(ConnectException.class);
        assertThat(data().resolve("token")).doesNotExist();
    }

    @Test
    void secondGatewayOnTheSameData_isRefused_alsoAfterAKillItIsNot() throws Exception {
        Process first = serve("");
        listening(first.inputReader(StandardCharsets.UTF_8));
        Process second = serve("");
        assertThat(second.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(1);
        assertThat(errors()).contains("in use by another gateway");
        first.destroyForcibly();
        first.waitFor(10, TimeUnit.SECONDS);
        listening(serve("").inputReader(StandardCharsets.UTF_8));
    }

    @Test
    void badConfiguration_isOneSentenceWithItsLine() throws Exception {
        Path config = Files.writeString(folder.resolve("hearth.yaml"), "limits:\n  bodyy: 1MiB\n");
        Process process = hearth("", "serve", "--data", data().toString(), "--config", config.toString());
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(errors()).contains("hearth.yaml", "line 2", "\"limits.bodyy\"", "did you mean \"body\"?");
        assertThat(data()).doesNotExist();
    }

    @Test
    void serve_withALivyConf_obeysIt_andNamesWhatItDoesNotObey_withoutItsValues() throws Exception {
        Path conf = Files.writeString(folder.resolve("livy.conf"), """
                livy.server.host = 127.0.0.1
                livy.server.port = 0
                livy.keystore.password = geheim
                """);
        String[] arguments = {"serve", "--data", data().toString(), "--livy-conf", conf.toString()};
        Process gateway = hearth("", arguments);
        listening(gateway.inputReader(StandardCharsets.UTF_8));
        gateway.toHandle().destroy();
        assertThat(gateway.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(data().resolve("log/hearth.log")))
                .contains("WARN", conf + ": without effect here: livy.keystore.password")
                .doesNotContain("geheim");

        Files.writeString(conf, "livy.server.port = web");
        Process refused = hearth("", arguments);
        assertThat(refused.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(refused.exitValue()).isEqualTo(1);
        assertThat(errors())
                .contains("hearth: " + conf + ": line 1: livy.server.port: expected a whole number from 0 to 65535")
                .doesNotContain("geheim");
    }
}
