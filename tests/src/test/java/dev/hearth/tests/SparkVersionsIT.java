package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One session with three languages on each Spark that is supported. Long: each Spark is fetched once and kept. */
@EnabledIfSystemProperty(named = "hearth.all", matches = "true", disabledReason = "long: ./hearth test --all")
class SparkVersionsIT {
    private static final Duration LONG = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"4.0.5", "4.1.4", "4.2.1", "4.3.0"})
    void threeLanguages_onOneSession_onJdk17(String version) throws Exception {
        threeLanguages(version, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.2.1", "4.3.0"})
    void threeLanguages_onOneSession_onJdk25(String version) throws Exception {
        Optional<Path> java = jdk25();
        assumeTrue(java.isPresent(), "no JDK 25 was found: HEARTH_TEST_JAVA25 names its folder");
        threeLanguages(version, java.get());
    }

    private void threeLanguages(String version, @Nullable Path java) throws Exception {
        Path python = sparkOf(version);
        Path data = folder.resolve("data");
        Files.writeString(folder.resolve("data.yaml"), """
                profiles:
                  default:
                    python: %s
                    %s
                    memory: 1g
                    spark-conf:
                      spark.master: local[2]
                """.formatted(python, java == null ? "" : "java-home: " + java));
        try (GatewayProcess gateway = GatewayProcess.start(data)) {
            String kernel = KernelClient.startKernel(gateway, "hearth-scala");
            KernelClient client = KernelClient.connect(gateway, kernel, "versions");
            assertThat(text(client, "spark.version")).contains(version);
            assertThat(text(client, "Runtime.version.feature"))
                    .endsWith(java == null ? " " + Runtime.version().feature() : " 25");
            assertThat(text(client, "case class P(n: Long); Seq(P(20), P(22)).toDS().createOrReplaceTempView(\"p\")"))
                    .doesNotContain("rror");
            assertThat(text(client, "spark.range(10).map(_ + 1).reduce(_ + _)")).contains("55");
            assertThat(text(
                            client,
                            "%%python\nspark.table('p').selectExpr('sum(n) as s').createOrReplaceTempView('s')"))
                    .doesNotContain("rror");
            assertThat(text(client, "%%python\nspark.version")).contains(version);
            assertThat(text(client, "%%sql\nselect s as answer from s")).contains("42");
            interrupted(gateway, kernel, client, """
                    new Thread(() => {
                      while (sc.statusTracker.getActiveJobIds().isEmpty) Thread.sleep(20)
                      println("under way")
                    }).start()
                    spark.range(1000000000000L).rdd.map(_ + 1).count()""");
            interrupted(gateway, kernel, client, """
                    %%python
                    import threading, time
                    def tell():
                        while not sc.statusTracker().getActiveJobsIds():
                            time.sleep(0.02)
                        print("under way", flush=True)
                    threading.Thread(target=tell).start()
                    spark.range(1000000000000).rdd.map(lambda n: n + 1).count()""");
            String view =
                    gateway.request("GET", "/hearth/sessions/" + kernel, "").body();
            assertThat(view).contains(version);
        }
    }

    /** A cell whose Spark job is under way is interrupted: it ends, the job with it, and all languages go on. */
    private static void interrupted(GatewayProcess gateway, String kernel, KernelClient client, String code)
            throws Exception {
        String request = client.execute(code);
        client.until(m -> m.content().path("text").asText().contains("under way"), LONG);
        assertThat(gateway.request("POST", "/api/kernels/" + kernel + "/interrupt", "")
                        .statusCode())
                .isEqualTo(204);
        List<KernelClient.Received> ended = client.untilIdle(request, Duration.ofSeconds(20));
        assertThat(ended).as(code).anyMatch(m -> m.type().equals("error"));
        assertThat(text(client, """
                        val patience = System.nanoTime() + 10000000000L
                        while (sc.statusTracker.getActiveJobIds().nonEmpty && System.nanoTime() < patience) Thread.sleep(20)
                        s"${sc.statusTracker.getActiveJobIds().length} jobs, ${spark.range(3).count()} rows\"""")).contains("0 jobs, 3 rows");
        assertThat(text(client, "%%python\nspark.range(4).count()")).contains("4");
    }

    private static String text(KernelClient client, String code) throws Exception {
        return KernelClient.text(client.run(code, LONG));
    }

    /** The Python of an environment of the test command's own with that pyspark in it. */
    private static Path sparkOf(String version) throws Exception {
        Path environment = Environment.root().resolve(".hearth/spark-" + version);
        Path python = environment.resolve("bin/python");
        Path made = environment.resolve("made");
        if (!Files.exists(made)) {
            run(List.of(Environment.python(), "-m", "venv", "--clear", environment.toString()));
            run(List.of(
                    python.toString(),
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--disable-pip-version-check",
                    "pyspark==" + version,
                    "ipython==9.18.1"));
            Files.createFile(made);
        }
        return python;
    }

    private static void run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as(command.toString()).isZero();
    }

    private static Optional<Path> jdk25() throws Exception {
        String given = System.getenv("HEARTH_TEST_JAVA25");
        if (given != null) {
            return Optional.of(Path.of(given));
        }
        Path installed = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(installed)) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.list(installed)) {
            return found.filter(path -> path.getFileName().toString().contains("25"))
                    .filter(path -> Files.isExecutable(path.resolve("bin/java")))
                    .findFirst();
        }
    }
}
