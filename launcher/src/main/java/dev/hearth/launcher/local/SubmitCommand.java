package dev.hearth.launcher.local;

import dev.hearth.launcher.BatchRequest;
import dev.hearth.launcher.DriverSettings;
import dev.hearth.launcher.LaunchException;
import dev.hearth.launcher.LaunchException.Reason;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * The command of an application. Its Spark conf is in a file that nobody else can read: arguments are for all to see.
 *
 * <p>Only functions; thread-safe.
 */
final class SubmitCommand {
    private static final String CONF = "spark.properties";
    private static final String MEMORY = "spark.driver.memory";
    private static final String JAVA_OPTIONS = "spark.driver.extraJavaOptions";

    private SubmitCommand() {}

    /** Writes the conf, and says what to run. */
    static List<String> of(BatchRequest request, DriverRuntime runtime) throws LaunchException {
        Path submit = runtime.spark().home().resolve("bin").resolve("spark-submit");
        if (!Files.isRegularFile(submit)) {
            throw new LaunchException(
                    Reason.NO_SPARK, "the Spark at " + runtime.spark().home() + " has no bin/spark-submit");
        }
        Path conf = request.directory().resolve(CONF);
        write(conf, conf(request.settings()));
        // What spark-defaults.conf says holds where the conf says nothing.
        List<String> command = new ArrayList<>(
                List.of(submit.toString(), "--properties-file", conf.toString(), "--load-spark-defaults"));
        if (request.className() != null) {
            command.addAll(List.of("--class", request.className()));
        }
        if (request.proxyUser() != null) {
            command.addAll(List.of("--proxy-user", request.proxyUser()));
        }
        command.add(request.file());
        command.addAll(request.arguments());
        return command;
    }

    private static Properties conf(DriverSettings settings) {
        Properties conf = new Properties();
        conf.putAll(settings.sparkConf());
        conf.putIfAbsent(MEMORY, settings.memory());
        if (!settings.javaOptions().isEmpty()) {
            String own = conf.getProperty(JAVA_OPTIONS, "");
            conf.put(JAVA_OPTIONS, (String.join(" ", settings.javaOptions()) + " " + own).strip());
        }
        return conf;
    }

    private static void write(Path file, Properties conf) throws LaunchException {
        OwnFiles.makeFile(file);
        try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            conf.store(writer, null);
        } catch (IOException e) {
            throw new LaunchException(Reason.CANNOT_START, "the file " + file + " cannot be written: " + e, e);
        }
    }
}
