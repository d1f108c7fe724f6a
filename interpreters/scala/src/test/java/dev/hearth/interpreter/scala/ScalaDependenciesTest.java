package dev.hearth.interpreter.scala;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.scala.deps.JarSettings;
import dev.hearth.interpreter.scala.deps.SparkSide;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars that cells ask for, from a repository in a folder, by the resolver that Spark ships. */
class ScalaDependenciesTest {
    private static Path folder;

    private static TinyRepository repository;
    private static ScalaSession session;

    /** What executors were given. */
    private static final List<String> SHIPPED = new CopyOnWriteArrayList<>();

    private static final Map<String, String> CONF = new ConcurrentHashMap<>();

    @BeforeAll
    static void start(@TempDir Path given) throws Exception {
        folder = given;
        repository = new TinyRepository(Files.createDirectories(folder.resolve("repository")));
        repository.add("org.tiny:base:1.0", "Base", "public static int one() { return 1; }");
        repository.add(
                "org.tiny:upper_2.13:2.0",
                "Upper",
                "public static int two() { return 2; }",
                "org.tiny:base:1.0",
                "org.scala-lang:scala-reflect:2.13.0");
        repository.add("org.scala-lang:scala-reflect:2.13.0", "Stray", "");
        repository.add("org.tiny:alone:1.0", "Alone", "public static int n() { return 7; }", "org.tiny:other:1.0");
        repository.add("org.tiny:other:1.0", "Other", "public static int n() { return 8; }");
        repository.add("org.tiny:dollar:1.0", "Dollar", "public static int n() { return 9; }");
        repository.add("org.tiny:using:1.0", "Using", "public static int n() { return 10; }");
        TinyRepository elsewhere = new TinyRepository(Files.createDirectories(folder.resolve("elsewhere")));
        elsewhere.add("org.far:away:1.0", "Away", "public static int n() { return 11; }");
        CONF.put("spark.jars.ivySettings", repository.ivySettings().toString());
        CONF.put("spark.jars.ivy", folder.resolve("ivy").toString());
        session = new ScalaSession(ScalaSettings.in(Files.createTempDirectory(Path.of("target"), "cells"))
                .withJars(JarSettings.DEFAULTS.withSpark(new SparkSide() {
                    @Override
                    public Optional<String> conf(String key) {
                        return Optional.ofNullable(CONF.get(key));
                    }

                    @Override
                    public void addJar(String path) {
                        SHIPPED.add(path);
                    }
                })));
    }

    @AfterAll
    static void stop() throws Exception {
        session.close();
    }

    @Test
    void deps_coordinates_areThereForTheCellAndLaterOnesAndExecutors() throws Exception {
        ScalaSession.Running cell = session.begin("%%deps\n# a remark\norg.tiny::upper:2.0\n\n%%scala\ntiny.Upper.two");
        assertThat(ScalaSession.textOf(cell.result())).endsWith("Int = 2");
        assertThat(cell.sink().out())
                .contains("downloading ", "added ", "upper_2.13-2.0.jar", "left out ", "scala-reflect");
        assertThat(session.text("tiny.Base.one + tiny.Upper.two")).endsWith("Int = 3");
        assertThat(SHIPPED)
                .anyMatch(jar -> jar.endsWith("upper_2.13-2.0.jar"))
                .anyMatch(jar -> jar.endsWith("base-1.0.jar"))
                .noneMatch(jar -> jar.contains("scala-reflect"));
        assertThat(session.failure("tiny.Stray").evalue()).contains("Stray is not a member of package tiny");
        int shipped = SHIPPED.size();
        ScalaSession.Running again = session.begin("%%deps\norg.tiny::upper:2.0");
        again.result();
        assertThat(again.sink().out()).contains("all of it is here already");
        assertThat(SHIPPED).hasSize(shipped);
        assertThat(session.text("%%deps")).contains("org.tiny:upper_2.13:2.0", "base-1.0.jar");
        assertThat(session.text("%deps")).isEqualTo(session.text("%%deps"));
    }

    @Test
    void addDeps_takesTheArtifactAlone_unlessToldOtherwise() throws Exception {
        assertThat(session.text("%AddDeps org.tiny alone 1.0 --verbose\ntiny.Alone.n"))
                .endsWith("Int = 7");
        assertThat(session.failure("tiny.Other.n").evalue()).contains("Other");
        session.text("%AddDeps org.tiny alone 1.0 --transitive");
        assertThat(session.text("tiny.Other.n")).endsWith("Int = 8");
        assertThat(session.failure("%AddDeps org.tiny alone").evalue())
                .contains("AddDeps wants a group, an artifact and a version");
    }

    @Test
    void importIvy_standsAmongOtherImports() throws Exception {
        assertThat(session.text(
                        "import scala.util.Try\nimport $ivy.`org.tiny:dollar:1.0`, tiny.Dollar\nTry(Dollar.n).get"))
                .endsWith("Int = 9");
        assertThat(session.text("import $ivy.{`org.tiny:dollar:1.0`,\n  `org.tiny:base:1.0`}; tiny.Base.one"))
                .endsWith("Int = 1");
        assertThat(session.text("//> using dep org.tiny:using:1.0\ntiny.Using.n"))
                .endsWith("Int = 10");
        assertThat(session.text("val text = \"\"\"\nimport $ivy.`no:such:1`\n\"\"\"; text.size"))
                .contains("import $ivy");
    }

    @Test
    void repository_ofTheCell_isAskedToo() throws Exception {
        String url = folder.resolve("elsewhere").toUri().toString();
        assertThat(session.text("import $repo.`" + url + "`\nimport $ivy.`org.far:away:1.0`\ntiny.Away.n"))
                .endsWith("Int = 11");
    }

    @Test
    void jar_byPathAndUrl_isVisible() throws Exception {
        Path jar = TinyRepository.jar(folder.resolve("local.jar"), "Local", "public static int n() { return 12; }");
        assertThat(session.text("%AddJar " + jar.toUri() + " -f\ntiny.Local.n")).endsWith("Int = 12");
        Path other = TinyRepository.jar(folder.resolve("second.jar"), "Second", "public static int n() { return 13; }");
        session.text("%%deps\njar " + other);
        assertThat(session.text("new tiny.Second().getClass.getMethod(\"n\").invoke(null)"))
                .endsWith("Object = 13");
        assertThat(SHIPPED).contains(jar.toString(), other.toString());
        assertThat(session.failure("%%deps\njar /no/such.jar").evalue())
                .isEqualTo("there is no jar /no/such.jar on the driver's machine");
    }

    @Test
    void coordinate_thatDoesNotExist_isNamedWithTheRepositoriesThatWereAsked() throws Exception {
        ExecutionResult.Failed failed = session.failure("%%deps\norg.tiny:base:1.0\norg.tiny:nobody:9.9");
        assertThat(failed.ename()).isEqualTo("DependencyError");
        assertThat(failed.evalue()).isEqualTo("not found: org.tiny:nobody:9.9");
        assertThat(failed.traceback().toString())
                .contains("Asked: tiny (file:", "Is the coordinate right?", "a line repository URL");
        assertThat(session.failure("%%deps\nnonsense").evalue())
                .startsWith("not a dependency: nonsense; write group:artifact:version");
    }

    @Test
    void repository_thatCannotBeReached_isSaid() throws Exception {
        int closed;
        try (ServerSocket free = new ServerSocket(0)) {
            closed = free.getLocalPort();
        }
        ExecutionResult.Failed failed =
                session.failure("%%deps\nrepository http://127.0.0.1:" + closed + "/maven\norg.tiny:unreachable:1.0");
        assertThat(failed.evalue())
                .isEqualTo("a repository could not be reached, so these were not found:" + " org.tiny:unreachable:1.0");
        assertThat(failed.traceback().toString()).contains("http://127.0.0.1:" + closed, "spark.jars.ivySettings");
    }

    @Test
    void interrupt_endsAWaitForARepositoryThatIsSilent() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            ScalaSession.Running cell =
                    session.begin("%AddJar http://127.0.0.1:" + silent.getLocalPort() + "/slow.jar");
            try (Socket asked = silent.accept()) {
                assertThat(asked.isConnected()).isTrue();
                cell.interrupt();
                assertThat(cell.result()).isInstanceOf(ExecutionResult.Interrupted.class);
            }
        }
        assertThat(session.text("1 + 1")).endsWith("Int = 2");
    }

    @Test
    void coordinates_withoutSpark_areRefusedWithAWord() throws Exception {
        ClassLoader noSpark = new ClassLoader(getClass().getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (name.startsWith("org.apache.spark.")) {
                    throw new ClassNotFoundException(name);
                }
                return super.loadClass(name, resolve);
            }
        };
        dev.hearth.interpreter.scala.deps.DependencyLines lines =
                new dev.hearth.interpreter.scala.deps.DependencyLines();
        lines.add("\"org.tiny\" %% \"upper\" % \"2.0\"");
        try (dev.hearth.interpreter.scala.deps.SessionJars jars = new dev.hearth.interpreter.scala.deps.SessionJars(
                new JarSettings(SparkSide.NONE, Duration.ofSeconds(20)),
                noSpark,
                folder.resolve("none"),
                found -> {})) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> jars.add(lines.request(), line -> {})))
                    .hasMessageContaining("there is no Spark whose resolver is known");
        }
    }
}
