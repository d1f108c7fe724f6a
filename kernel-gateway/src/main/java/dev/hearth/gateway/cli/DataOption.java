package dev.hearth.gateway.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The data directory on the command line. Confined to the main thread. */
final class DataOption {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data directory. Default: .hearth/data in Hearth's folder.")
    private @Nullable Path data;

    Path path() {
        if (data != null) {
            return data.toAbsolutePath().normalize();
        }
        return Folders.home().resolve(".hearth/data");
    }
}
