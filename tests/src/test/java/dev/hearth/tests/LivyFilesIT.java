package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars, Python files and files of Livy's sessions, on executors that are processes of their own. */
class LivyFilesIT {
    @TempDir
    static Path folder;

    private static Path data;
    private static Path apps;
    private static GatewayProcess gateway;
    private static LivyCalls livy;
    private static int session;

    @BeforeAll
    static void start() throws Exception {
        apps = Files.createDirectory(folder.resolve("apps"));
        jar("greetone");
        jar("greettwo");
        jar("greetthree");
        Files.writeString(apps.resolve("given.py"), "def twice(x):\n    return 2 * x\n");
        Files.writeString(apps.resolve("added.py"), "def thrice(x):\n    return 3 * x\n");
        Files.writeString(apps.resolve("words.txt"), "some words");
        data = folder.resolve("data");
        Configurations.write(data, """
                profiles:
                  default:
                    python: %s
                    memory: 1g
                    spark-conf:
                      spark.master: local-cluster[1,1,1024]
                      spark.executor.memory: 512m
                      spark.ui.enabled: "false"
                livy:
                  local-dirs: [%s]
                """.formatted(Environment.python(), apps));
        gateway = GatewayProcess.start(data);
        livy = new LivyCalls(gateway);
        session =
                livy.session("{\"kind\":\"shared\",\"jars\":[\"" + apps.resolve("greetone.jar") + "\"],\"pyFiles\":[\""
                        + apps.resolve("given.py") + "\"],\"files\":[\"" + apps.resolve("words.txt") + "\"]}");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** A jar with a class {@code NAME.Greeting}. */
    private static void jar(String name) throws Exception {
        Path source =
                Files.createDirectories(folder.resolve("source").resolve(name)).resolve("Greeting.java");
        Files.writeString(
                source,
                "package " + name + "; public class Greeting { public static String of(long n) { return \"" + name
                        + " \" + n; } }");
        Path classes = Files.createDirectories(folder.resolve("classes-" + name));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler.run(null, null, null, "--release", "17", "-d", classes.toString(), source.toString()))
                .isZero();
        try (OutputStream out = Files.newOutputStream(apps.resolve(name + ".jar"));
                JarOutputStream jar = new JarOutputStream(out)) {
            jar.putNextEntry(new JarEntry(name + "/Greeting.class"));
            Files.copy(classes.resolve(name).resolve("Greeting.class"), jar);
            jar.closeEntry();
        }
    }

    private static void add(String what, String file) throws Exception {
        String body = "{\"uri\":\"" + apps.resolve(file) + "\"}";
        assertThat(gateway.request("POST", "/sessions/" + session + "/add-" + what, body)
                        .statusCode())
                .isEqualTo(200);
    }

    private static int upload(String what, String part, String name, byte[] bytes) throws Exception {
        String head = "--edge\r\nContent-Disposition: form-data; name=\"" + part + "\"; filename=\"" + name
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
        return gateway.send(
                        HttpRequest.newBuilder(URI.create(gateway.url() + "/sessions/" + session + "/upload-" + what))
                                .header("Authorization", "token " + gateway.token())
                                .header("Content-Type", "multipart/form-data; boundary=edge")
                                .POST(HttpRequest.BodyPublishers.concat(
                                        HttpRequest.BodyPublishers.ofString(head),
                                        HttpRequest.BodyPublishers.ofByteArray(bytes),
                                        HttpRequest.BodyPublishers.ofString("\r\n--edge--\r\n"))))
                .statusCode();
    }

    private static void isSeen(String jar) throws Exception {
        assertThat(livy.text(session, "spark", jar + ".Greeting.of(7)")).contains(jar + " 7");
        assertThat(livy.text(
                        session,
                        "spark",
                        "spark.sparkContext.parallelize(Seq(1L, 2L), 2).map(n => " + jar
                                + ".Greeting.of(n)).collect().mkString(\",\")"))
                .contains(jar + " 1," + jar + " 2");
    }

    @Test
    void jars_ofCreateAddedAndUploaded_areSeenByDriverAndExecutors() throws Exception {
        isSeen("greetone");
        add("jar", "greettwo.jar");
        isSeen("greettwo");
        assertThat(upload("jar", "jar", "greetthree.jar", Files.readAllBytes(apps.resolve("greetthree.jar"))))
                .isEqualTo(200);
        isSeen("greetthree");
    }

    @Test
    void pythonFiles_ofCreateAddedAndUploaded_areSeenByDriverAndExecutors() throws Exception {
        add("pyfile", "added.py");
        assertThat(upload(
                        "pyfile",
                        "file",
                        "sent.py",
                        "def square(x):\n    return x * x\n".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isEqualTo(200);

        assertThat(livy.text(session, "pyspark", """
                        import given, added, sent
                        def all(x):
                            return given.twice(x) + added.thrice(x) + sent.square(x)
                        [all(2), spark.sparkContext.parallelize([2, 3], 2).map(all).collect()]
                        """.strip())).isEqualTo("[14, [14, 24]]");
    }

    @Test
    void files_ofCreateAndFiftyUploaded_areSeen_andNothingIsLeft() throws Exception {
        String read = "open(__import__('pyspark').SparkFiles.get('%s')).read()";
        assertThat(livy.text(session, "pyspark", read.formatted("words.txt"))).isEqualTo("'some words'");
        for (int i = 0; i < 50; i++) {
            assertThat(upload(
                            "file",
                            "file",
                            "sent-" + i + ".txt",
                            ("text " + i).getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                    .isEqualTo(200);
        }
        assertThat(livy.text(
                        session,
                        "pyspark",
                        "spark.sparkContext.parallelize([49], 1).map(lambda n: " + read.formatted("sent-49.txt")
                                + ").collect()"))
                .isEqualTo("['text 49']");
        int own = livy.session("{\"kind\":\"sql\"}");
        String id = livy.get("/hearth/sessions/" + own).path("id").asText();
        int before = session;
        session = own;
        try {
            assertThat(upload("file", "file", "gone.txt", new byte[1000])).isEqualTo(200);
        } finally {
            session = before;
        }
        LivyCalls.json(gateway.request("DELETE", "/sessions/" + own, ""), 200);
        try (Stream<Path> left = Files.walk(data.resolve("sessions").resolve(id))) {
            assertThat(left.filter(each -> each.getFileName().toString().contains("gone")))
                    .isEmpty();
        }
    }
}
