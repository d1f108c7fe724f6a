package dev.hearth.gateway.cli;

import dev.hearth.gateway.config.ConfigurationFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hearth doctor}. Confined to the main thread. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Says what it found (Java, Python, Spark, disk, ports), what is missing, and how to get it.",
        footer = {
            "",
            "Exit code: 0 if sessions can run, 1 if something is missing.",
            "",
            "Examples:",
            "  hearth doctor",
            "  hearth doctor --config hearth.yaml"
        })
final class DoctorCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration, a YAML file.")
    private @Nullable Path config;

    @Option(names = "--livy-conf", paramLabel = "FILE", description = "The livy.conf of a Livy server.")
    private @Nullable Path livyConf;

    @Mixin
    private final DataOption data = new DataOption();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        List<Finding> findings = new Checkup(
                        data.path(), new ConfigurationFiles(Optional.ofNullable(config), Optional.ofNullable(livyConf)))
                .findings();
        for (Finding finding : findings) {
            out.printf("%-8s %-22s %s%n", finding.state().shown(), finding.what(), finding.found());
            finding.advice().lines().forEach(line -> out.println("                                " + line));
        }
        boolean missing = findings.stream().anyMatch(each -> each.state() == Finding.State.MISSING);
        out.println(missing ? "\nSomething is missing." : "\nSessions can run.");
        return missing ? 1 : 0;
    }
}
