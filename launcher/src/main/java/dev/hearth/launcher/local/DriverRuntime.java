package dev.hearth.launcher.local;

import dev.hearth.launcher.Compiler;
import dev.hearth.launcher.DriverSettings;
import dev.hearth.launcher.LaunchException;
import dev.hearth.launcher.installation.Installations;
import dev.hearth.launcher.installation.JavaInstallation;
import dev.hearth.launcher.installation.PythonInstallation;
import dev.hearth.launcher.installation.SparkInstallation;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that a driver's JVM is put together from.
 *
 * <p>Immutable.
 */
final class DriverRuntime {
    /**
     * The second compiler begins ten times later than the JVM's own thresholds let it: at a start it would take half of the
     * processor's time for methods that run a few thousand times and never again. A loop of a job passes these in
     * milliseconds.
     */
    private static final List<String> LATER_SECOND_TIER = List.of(
            "-XX:Tier4InvocationThreshold=50000",
            "-XX:Tier4MinInvocationThreshold=20000",
            "-XX:Tier4CompileThreshold=60000",
            "-XX:Tier4BackEdgeThreshold=400000");

    private final DriverProgram program;
    private final DriverSettings settings;
    private final JavaInstallation java;
    private final SparkInstallation spark;
    private final Optional<PythonInstallation> python;
    private final List<String> moduleOptions;

    private DriverRuntime(DriverProgram program, DriverSettings settings, Installations installations)
            throws LaunchException {
        this.program = program;
        this.settings = settings;
        this.java = installations.java(settings);
        this.spark = installations.spark(settings);
        this.python = installations.python(settings);
        this.moduleOptions = installations.moduleOptions(spark, java);
        installations.requireKnown(settings.javaOptions(), java);
    }

    /** Finds what the settings mean. May block for some seconds, the first time. */
    static DriverRuntime find(DriverProgram program, DriverSettings settings, Installations installations)
            throws LaunchException {
        return new DriverRuntime(program, settings, installations);
    }

    DriverSettings settings() {
        return settings;
    }

    JavaInstallation java() {
        return java;
    }

    SparkInstallation spark() {
        return spark;
    }

    Optional<PythonInstallation> python() {
        return python;
    }

    /** The jars that come first on every class path, in an order that is always the same: the driver's, then Spark's. */
    List<Path> jars() {
        List<Path> jars = new ArrayList<>(spark.jars());
        jars.add(0, program.jar());
        return jars;
    }

    /** The options that a class-data archive depends on: those that Spark names, and what decides the heap's layout. */
    List<String> layoutOptions() {
        List<String> options = new ArrayList<>(moduleOptions);
        settings.javaOptions().stream()
                .filter(option -> option.matches("-XX:[+-]Use(\\w*GC|Compressed\\w+)|-XX:ObjectAlignmentInBytes=.*"))
                .forEach(options::add);
        return options;
    }

    /**
     * The command of a driver.
     *
     * @param ownOptions further options of the one JVM that is started
     * @param folders what comes last on the class path. Folders of configuration must: an archive holds for the jars
     *     before them, and none can be made with a folder among them.
     */
    List<String> command(List<String> ownOptions, List<Path> folders, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(java.executable().toString());
        command.addAll(moduleOptions);
        command.add("-Xmx" + settings.memory());
        if (settings.compiler() == Compiler.FIRST_TIER) {
            command.add("-XX:TieredStopAtLevel=1");
        } else {
            command.addAll(LATER_SECOND_TIER);
        }
        command.addAll(List.of(
                "-Dfile.encoding=UTF-8",
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                "-Djava.awt.headless=true"));
        command.addAll(ownOptions);
        command.addAll(settings.javaOptions());
        command.add("-cp");
        command.add(Stream.concat(jars().stream(), folders.stream())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator)));
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }
}
