package dev.hearth.launcher.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.launcher.DriverExit;
import dev.hearth.launcher.DriverSettings;
import dev.hearth.launcher.LaunchRequest;
import dev.hearth.launcher.LaunchedDriver;
import dev.hearth.launcher.installation.Installations;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A made-up Spark, a fake driver's jar and an environment, in a folder of the test's own. */
final class Workbench {

    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TRAINING = "dev.hearth.launcher.local.FakeDriver$TrainingMain";

    private final Path folder;
    private final Installations installations;
    private final Path spark;
    private final Path jar;

    Workbench(Path folder) throws IOException {
        this.folder = folder;
        this.spark = folder.resolve("spark");
        this.jar = folder.resolve("driver.jar");
        Path jars = Files.createDirectories(spark.resolve("jars"));
        jar(jars.resolve("spark-core_2.13-4.2.1.jar"), "nothing/");
        jar(jars.resolve("scala-library-2.13.18.jar"), "nothing/");
        jar(jars.resolve("spark-launcher_2.13-4.2.1.jar"), "org/apache/spark/launcher/JavaModuleOptions");
        jar(jar, "dev/hearth/launcher/local/FakeDriver");
        installations = new Installations(environment(), PATIENCE);
    }

    DriverProgram program() {
        return new DriverProgram(jar, FakeDriver.class.getName());
    }

    Installations installations() {
        return installations;
    }

    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", System.getenv("PATH"));
        environment.put("SPARK_HOME", spark.toString());
        // To run these tests with drivers on another Java.
        environment.put("JAVA_HOME", System.getenv().getOrDefault("HEARTH_TEST_JAVA_HOME", ""));
        return environment;
    }

    LocalLauncher launcher() {
        return new LocalLauncher(program(), installations(), environment(), null);
    }

    static DriverSettings settings() {
        return DriverSettings.defaults().withMemory("64m").withJavaOptions(List.of("-XX:+UseSerialGC"));
    }

    LaunchRequest request(String descriptor) {
        return request(descriptor, settings());
    }

    LaunchRequest request(String descriptor, DriverSettings settings) {
        UUID session = UUID.randomUUID();
        return new LaunchRequest(
                session, 0, descriptor.getBytes(StandardCharsets.UTF_8), folder.resolve(session.toString()), settings);
    }

    static Training training(Duration timeout, String... arguments) {
        return new Training(TRAINING, List.of(arguments), timeout);
    }

    static DriverExit exitOf(LaunchedDriver driver) throws Exception {
        return driver.exit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Waits until the log has this, and gives its first group, or all of it. */
    static String awaitLog(Path log, String regex) throws IOException {
        Pattern pattern = Pattern.compile("(?m)^" + regex + "$");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Matcher matcher = pattern.matcher(Files.readString(log));
            if (matcher.find()) {
                return matcher.group(matcher.groupCount() > 0 ? 1 : 0);
            }
            assertThat(System.nanoTime())
                    .as("%s in %s", regex, Files.readString(log))
                    .isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    static boolean runs(String pid) {
        try {
            return new ProcessTable().startOf(Long.parseLong(pid)).isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void jar(Path file, String prefix) throws IOException {
        Path classes = ownClasses();
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out);
                Stream<Path> all = Files.walk(classes)) {
            for (Path each : all.filter(Files::isRegularFile).sorted().toList()) {
                String name = classes.relativize(each).toString();
                if (name.startsWith(prefix)) {
                    jar.putNextEntry(new JarEntry(name));
                    Files.copy(each, jar);
                }
            }
        }
    }

    private static Path ownClasses() {
        try {
            return Path.of(FakeDriver.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
