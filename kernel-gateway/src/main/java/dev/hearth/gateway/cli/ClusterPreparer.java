package dev.hearth.gateway.cli;

import dev.hearth.gateway.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Puts what drivers need into the cluster of a profile. Thread-safe. */
@FunctionalInterface
public interface ClusterPreparer {

    /**
     * Puts there what is not there yet; blocks for minutes.
     *
     * @param profile its name; empty for the one profile on YARN that there is
     * @param told is told how far it is
     * @return the files that are there then
     */
    List<String> prepare(Optional<Path> config, Optional<String> profile, Consumer<String> told)
            throws ConfigurationException, IOException;
}
