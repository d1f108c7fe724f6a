package dev.hearth.gateway.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hearth archive}: what the set-up calls so that drivers start fast. Confined to the main thread. */
@Command(
        name = "archive",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "Makes the class-data archive that drivers start from, unless it is there.")
final class ArchiveCommand implements Callable<Integer> {

    private final ArchiveMaker maker;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration, a YAML file.")
    private @Nullable Path config;

    ArchiveCommand(ArchiveMaker maker) {
        this.maker = maker;
    }

    @Override
    public Integer call() throws Exception {
        maker.make(Optional.ofNullable(config));
        return 0;
    }
}
