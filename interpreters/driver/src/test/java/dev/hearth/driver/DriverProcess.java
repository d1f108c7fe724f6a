package dev.hearth.driver;

import dev.hearth.protocol.link.LaunchDescriptor;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The driver program as a launcher starts it: the shaded jar in front of Spark's jars. */
final class DriverProcess implements AutoCloseable {
    private final Process process;
    private final Path log;

    private DriverProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** The Python of the test's environment; empty if there is none. */
    static String python() {
        return System.getenv().getOrDefault("HEARTH_TEST_PYTHON", "");
    }

    static Path jar() {
        return Path.of(System.getProperty("hearth.driver.jar", "target/hearth-driver.jar"));
    }

    private static Path sparkHome() throws IOException, InterruptedException {
        Process asking = new ProcessBuilder(python(), "-c", "import pyspark; print(pyspark.__path__[0])").start();
        String home = new String(asking.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        asking.waitFor();
        return Path.of(home);
    }

    static DriverProcess start(LaunchDescriptor descriptor, Path folder, String mainClass, List<String> more)
            throws IOException, InterruptedException {
        return start(descriptor.encode(), folder, mainClass, more);
    }

    static DriverProcess startWith(byte[] input, Path folder) throws IOException, InterruptedException {
        return start(input, folder, DriverMain.class.getName(), List.of());
    }

    private static DriverProcess start(byte[] input, Path folder, String mainClass, List<String> more)
            throws IOException, InterruptedException {
        Path spark = sparkHome();
        List<String> classPath = new ArrayList<>(List.of(jar().toString()));
        try (Stream<Path> jars = Files.list(spark.resolve("jars"))) {
            jars.map(Path::toString)
                    .filter(name -> name.endsWith(".jar"))
                    .sorted()
                    .forEach(classPath::add);
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(System.getProperty("hearth.driver.args", "").split(" ")));
        command.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.addAll(more);
        command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath), mainClass));
        Files.createDirectories(folder);
        Path log = folder.resolve("driver.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("SPARK_HOME", spark.toString());
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("SPARK_SCALA_VERSION", "2.13"); // as the launcher does
        builder.environment().put("PYSPARK_PYTHON", python());
        Process process = builder.start();
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input);
        }
        return new DriverProcess(process, log);
    }

    Process process() {
        return process;
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
