package dev.hearth.gateway.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hearth yarn prepare}. Confined to the main thread. */
@Command(
        name = "prepare",
        mixinStandardHelpOptions = true,
        description = {
            "Puts Spark's jars, PySpark and the driver's jar into the cluster's file system, once:",
            "a session then uploads some kilobytes in place of 400 MB, and starts sooner.",
            "What is there already stays; run it again after an update of Spark or Hearth."
        })
final class YarnPrepareCommand implements Callable<Integer> {

    private final ClusterPreparer preparer;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration, a YAML file.")
    private @Nullable Path config;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "Whose cluster; not needed where one profile is on YARN.")
    private @Nullable String profile;

    YarnPrepareCommand(ClusterPreparer preparer) {
        this.preparer = preparer;
    }

    @Override
    public Integer call() throws Exception {
        var err = spec.commandLine().getErr();
        var out = spec.commandLine().getOut();
        preparer.prepare(Optional.ofNullable(config), Optional.ofNullable(profile), err::println)
                .forEach(out::println);
        return 0;
    }
}
