package dev.hearth.gateway.livy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.jupyter.FaceBench;
import dev.hearth.gateway.security.Access;
import dev.hearth.gateway.session.Session;
import dev.hearth.gateway.session.SyntheticDriver;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code add-*} and {@code upload-*} of a session whose driver says what the tests want. */
class ResourceRoutesTest {
    private static final long MOST = 200_000;

    @TempDir
    static Path root;

    private static FaceBench bench;

    private String path;
    private Session session;
    private SyntheticDriver driver;

    @BeforeAll
    static void start() throws Exception {
        ResourceSettings resources = new ResourceSettings(MOST, Duration.ofMillis(600));
        Files.createDirectories(root.resolve("allowed"));
        LivySettings settings =
                LivySettings.defaults("default").withFiles(new FileRule(List.of(root.resolve("allowed"))));
        bench = new FaceBench(root)
                .start(made -> List.of(new LivyFace(made.sessions(), new Access(), settings, resources)));
    }

    @AfterAll
    static void stop() {
        bench.close();
    }

    @BeforeEach
    void begin() throws Exception {
        session = bench.session(bench.readyKernel());
        driver = bench.driver();
        path = "/sessions/" + session.number() + "/";
    }

    private HttpResponse<String> upload(String what, String part, String name, byte[] bytes) throws Exception {
        String head = "--edge\r\nContent-Disposition: form-data; name=\"" + part + "\"; filename=\"" + name
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
        return bench.sendAs(HttpRequest.newBuilder(bench.uri(path + "upload-" + what))
                .header("Authorization", "token " + FaceBench.TOKEN)
                .header("Content-Type", "multipart/form-data; boundary=edge")
                .expectContinue(true) // a body that is refused by its length alone is not read
                .POST(HttpRequest.BodyPublishers.concat(
                        HttpRequest.BodyPublishers.ofString(head),
                        HttpRequest.BodyPublishers.ofByteArray(bytes),
                        HttpRequest.BodyPublishers.ofString("\r\n--edge--\r\n"))));
    }

    private String asked(String field) throws Exception {
        return Json.read(RawJson.of(driver.lastAsked().replaceFirst("^\\{}\\s", "")))
                .path(field)
                .asText();
    }

    @ParameterizedTest
    @CsvSource({"jar", "pyfile", "file"})
    void add_tellsTheDriver_andAnswersNothing(String what) throws Exception {
        HttpResponse<String> added = bench.send("POST", path + "add-" + what, "{\"uri\":\"hdfs://nn/x.jar\"}");
        assertThat(added.statusCode()).as(added.body()).isEqualTo(200);
        assertThat(added.body()).isEmpty();
        assertThat(asked("what")).isEqualTo(what);
        assertThat(asked("uri")).isEqualTo("hdfs://nn/x.jar");
    }

    @Test
    void add_ofAFileOfThisMachine_isFromTheFoldersAlone() throws Exception {
        Path jar = Files.writeString(root.resolve("allowed/x.jar"), "x");
        HttpResponse<String> added = bench.send("POST", path + "add-jar", "{\"uri\":\"file:" + jar + "\"}");
        assertThat(added.statusCode()).as(added.body()).isEqualTo(200);
        assertThat(asked("uri")).isEqualTo(jar.toRealPath().toString());
        HttpResponse<String> refused = bench.send("POST", path + "add-file", "{\"uri\":\"/etc/hostname\"}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body())
                .isEqualTo("{\"msg\":\"Local path /etc/hostname cannot be added to user sessions.\"}");
    }

    @Test
    void add_thatTheDriverRefuses_is400WithItsWords() throws Exception {
        driver.answers("hearth_add_request", "{\"status\":\"error\",\"ename\":\"E\",\"evalue\":\"no such jar\"}");
        HttpResponse<String> refused = bench.send("POST", path + "add-jar", "{\"uri\":\"s3a://b/x.jar\"}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).isEqualTo("{\"msg\":\"no such jar\"}");
    }

    @Test
    void add_thatTakesLong_isAnswered_sinceItIsLogged() throws Exception {
        driver.mute();
        assertThat(bench.send("POST", path + "add-jar", "{\"uri\":\"s3a://b/x.jar\"}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void add_ofASessionThatEnds_isLivysText() throws Exception {
        driver.mute();
        Thread ends = new Thread(() -> driver.end(1));
        ends.start();
        ends.join();
        FaceBench.await(() -> !session.view().state().isLive());
        HttpResponse<String> refused = bench.send("POST", path + "add-jar", "{\"uri\":\"s3a://b/x.jar\"}");
        assertThat(refused.statusCode()).isEqualTo(500);
        assertThat(refused.body()).startsWith("\"java.lang.IllegalStateException: Session is in state dead");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | {\"msg\":\"requirement failed: no uri provided.\"}",
                "{\"uri\":\"x.jar\"} | {\"msg\":\"Path 'x.jar' is not absolute.\"}",
                "{\"uri\":3} | \"uri must be a string\"",
                "{\"uri\":\"hdfs://x\",\"name\":1} | \"Unrecognized field, expected \\\"uri\\\" alone\"",
                "[] | \"the body must be a JSON object\""
            })
    void add_ofWhatCannotBeRead_is400(String body, String answer) throws Exception {
        HttpResponse<String> refused = bench.send("POST", path + "add-file", body);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).isEqualTo(answer);
    }

    @Test
    void upload_isAFileThatNobodyElseReads_underACleanName_andGoesWithTheDriver() throws Exception {
        byte[] bytes = new byte[150_000];
        bytes[7] = 7;
        HttpResponse<String> sent = upload("pyfile", "file", "../../../etc/cron.d/mo d.py", bytes);
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(200);
        assertThat(sent.body()).isEmpty();
        Path file = Path.of(asked("uri"));
        assertThat(file.getFileName()).hasToString("mo_d.py");
        assertThat(file.startsWith(root.resolve("sessions").toRealPath())).isTrue();
        assertThat(file).hasBinaryContent(bytes);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        try (Stream<Path> all = Files.list(file.getParent().getParent())) {
            assertThat(all).as("nothing is left of the form").hasSize(1);
        }
        driver.end(0);
        FaceBench.await(() -> !Files.exists(file));
    }

    @Test
    void upload_thatIsTooLong_is413WithASentence() throws Exception {
        String sentence = "the file is longer than " + MOST + " bytes, the bound of uploads";
        HttpResponse<String> more = upload("file", "file", "x", new byte[(int) MOST + 1]);
        assertThat(more.statusCode()).isEqualTo(413);
        assertThat(more.body()).contains(sentence);
        assertThat(upload("file", "file", "x", new byte[(int) MOST]).statusCode())
                .isEqualTo(200);
        assertThat(upload("file", "file", "x", new byte[1_000_000]).statusCode())
                .isEqualTo(413);
    }

    @Test
    void upload_withoutThePart_isLivysText() throws Exception {
        HttpResponse<String> jar = upload("jar", "file", "x.jar", new byte[] {1});
        assertThat(jar.statusCode()).isEqualTo(400);
        assertThat(jar.body()).isEqualTo("\"No jar sent!\"");
        HttpResponse<String> file = bench.send("POST", path + "upload-file", "{}");
        assertThat(file.statusCode()).isEqualTo(400);
        assertThat(file.body()).isEqualTo("\"No file sent!\"");
    }

    @ParameterizedTest
    @CsvSource({
        "a.jar,a.jar",
        "/x/y.py,y.py",
        "C:\\\\x\\\\y.py,y.py",
        "..,upload",
        "'',upload",
        ".bashrc,bashrc",
        "a b#c%20.jar,a_b_c_20.jar",
        "größe.txt,größe.txt"
    })
    void name_isAPlainOne(String given, String name) {
        assertThat(Uploads.name(given.replace("\\\\", "\\"))).isEqualTo(name);
    }
}
