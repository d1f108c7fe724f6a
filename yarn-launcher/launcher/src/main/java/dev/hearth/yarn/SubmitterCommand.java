package dev.hearth.yarn;

import dev.hearth.launcher.DriverSettings;
import dev.hearth.launcher.LaunchException;
import dev.hearth.launcher.installation.Installations;
import dev.hearth.launcher.installation.JavaInstallation;
import dev.hearth.launcher.installation.PassedEnvironment;
import dev.hearth.launcher.installation.SparkInstallation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How the submitter program is started: on the profile's own Spark and Hadoop configuration. Immutable. */
final class SubmitterCommand {
    private static final String MAIN = "dev.hearth.submitter.SubmitterMain";

    /** Its own work is little, and begins at once. */
    private static final List<String> JVM = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m");

    private static final String LOGGING = """
            rootLogger.level = warn
            rootLogger.appenderRef.file.ref = file
            appender.file.type = RollingFile
            appender.file.name = file
            appender.file.fileName = %1$s
            appender.file.filePattern = %1$s.1
            appender.file.layout.type = PatternLayout
            appender.file.layout.pattern = %%d %%p %%c: %%m%%n%%ex
            appender.file.policies.type = Policies
            appender.file.policies.size.type = SizeBasedTriggeringPolicy
            appender.file.policies.size.size = 4MB
            appender.file.strategy.type = DefaultRolloverStrategy
            appender.file.strategy.max = 1
            appender.file.strategy.fileIndex = min
            logger.hearth.name = dev.hearth
            logger.hearth.level = info
            """;

    private final ClusterSettings settings;
    private final DriverSettings driver;
    private final Installations installations;
    private final Map<String, String> environment;
    private final Path jar;

    /**
     * A command.
     *
     * @param environment the gateway's own, of which an allow-listed part passes
     * @param jar the submitter's
     */
    SubmitterCommand(
            ClusterSettings settings,
            DriverSettings driver,
            Installations installations,
            Map<String, String> environment,
            Path jar) {
        this.settings = settings;
        this.driver = driver;
        this.installations = installations;
        this.environment = Map.copyOf(environment);
        this.jar = jar;
    }

    /** Where it says what goes wrong. */
    Path log() {
        return settings.work().resolve("submitter.log");
    }

    /** Starts the program. Blocks for some seconds the first time that this Spark or Java is seen. */
    Process start() throws IOException {
        if (!Files.isDirectory(settings.hadoopConf())) {
            throw new IOException("there is no folder " + settings.hadoopConf() + " with a Hadoop configuration");
        }
        Files.createDirectories(
                settings.work(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path logging = settings.work().resolve("submitter-log4j2.properties");
        Files.writeString(logging, LOGGING.formatted(log()), StandardCharsets.UTF_8);
        try {
            SparkInstallation spark = installations.spark(driver);
            JavaInstallation java = installations.java(driver);
            List<String> command = new ArrayList<>();
            command.add(java.executable().toString());
            command.addAll(JVM);
            command.addAll(installations.moduleOptions(spark, java));
            command.add("-Dlog4j2.configurationFile=" + logging);
            command.add("-cp");
            command.add(String.join(
                    ":",
                    jar.toString(),
                    settings.hadoopConf().toString(),
                    spark.home().resolve("jars") + "/*"));
            command.add(MAIN);
            command.add(settings.work().toString());
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.to(
                            settings.work().resolve("submitter.err").toFile()));
            builder.environment().clear();
            builder.environment().putAll(PassedEnvironment.of(environment));
            builder.environment().put("SPARK_HOME", spark.home().toString());
            builder.environment().put("JAVA_HOME", java.home().toString());
            builder.environment().put("HADOOP_CONF_DIR", settings.hadoopConf().toString());
            builder.environment().putIfAbsent("SPARK_LOCAL_IP", "127.0.0.1");
            return builder.start();
        } catch (LaunchException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
