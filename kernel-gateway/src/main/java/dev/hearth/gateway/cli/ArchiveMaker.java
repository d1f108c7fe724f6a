package dev.hearth.gateway.cli;

import dev.hearth.gateway.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Makes the class-data archive that the drivers of the default profile start from. Thread-safe. */
@FunctionalInterface
public interface ArchiveMaker {

    /** Makes it unless it is there; blocks for a minute or more. The archive's file. */
    Path make(Optional<Path> config) throws ConfigurationException, IOException, InterruptedException;
}
