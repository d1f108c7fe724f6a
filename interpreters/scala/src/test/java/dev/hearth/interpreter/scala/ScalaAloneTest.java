package dev.hearth.interpreter.scala;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Scala cells in other programs and on other JDKs. */
class ScalaAloneTest {
    private static final List<String> NEEDED =
            List.of("scala-library", "scala-reflect", "scala-compiler", "jackson-", "jspecify", "hearth", "classes");

    private final Path folder;

    ScalaAloneTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void example_withoutSparkAndGateway_runsCells() throws Exception {
        List<String> command = command(
                Path.of(System.getProperty("java.home")),
                entry -> NEEDED.stream().anyMatch(entry::contains) && !entry.contains("spark"),
                List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.add(ScalaExample.class.getName());
        command.addAll(List.of("val words = List(\"a\", \"b\"); println(words.size)", "words.mkString", "nowhere"));
        assertThat(run(command))
                .contains("2\nval words: List[String] = List(a, b)\n")
                .contains(": String = ab\n")
                .contains("cell 3:1:1: error: not found: value nowhere");
    }

    @Test
    @EnabledIfSystemProperty(named = "hearth.all", matches = "true", disabledReason = "long: ./hearth test --all")
    void interrupts_onJdk25_endEveryKindOfCell() throws Exception {
        Path java = jdk25().orElseThrow(() -> new AssertionError("no JDK 25: set HEARTH_TEST_JAVA25 to its folder"));
        List<String> options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(each -> each.startsWith("--add-opens"))
                .forEach(options::add);
        List<String> command = command(java, entry -> true, options);
        command.add(InterruptsHere.class.getName());
        assertThat(run(command)).contains("ended: while (true) {}", "all ended on 25");
    }

    @Test
    @EnabledIfSystemProperty(named = "hearth.all", matches = "true", disabledReason = "long: ./hearth test --all")
    void checks_inHotLoops_costLittle() throws Exception {
        List<String> command = command(Path.of(System.getProperty("java.home")), entry -> true, List.of());
        command.add(GuardCost.class.getName());
        String printed = run(command);
        System.out.print(printed);
        for (String line : printed.lines().toList()) {
            assertThat(Double.parseDouble(line.replaceFirst(".*ratio ", "")))
                    .as(line)
                    .isLessThan(3);
        }
    }

    private static List<String> command(Path java, Predicate<String> entries, List<String> options) {
        List<String> command = new ArrayList<>(List.of(java.resolve("bin/java").toString(), "-Xmx1g"));
        command.addAll(options);
        command.add("-classpath");
        command.add(String.join(
                File.pathSeparator,
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                        .filter(entries)
                        .toList()));
        return command;
    }

    private String run(List<String> command) throws Exception {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(110, TimeUnit.SECONDS)).isTrue();
            String printed = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(process.exitValue()).as(printed).isZero();
            return printed;
        } finally {
            process.destroyForcibly();
        }
    }

    /** A JDK 25 by environment, or beside the one that runs this. */
    private static Optional<Path> jdk25() throws Exception {
        String named = System.getenv("HEARTH_TEST_JAVA25");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        Path beside = Path.of(System.getProperty("java.home")).getParent();
        try (Stream<Path> all = Files.list(beside)) {
            return all.filter(each -> String.valueOf(each.getFileName()).contains("25"))
                    .filter(each -> Files.isExecutable(each.resolve("bin/java")))
                    .findFirst();
        }
    }
}
