package dev.hearth.gateway.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the command line says about a gateway to be started. Immutable.
 *
 * @param host in place of the configuration's
 * @param port in place of the configuration's
 * @param tokenFile holds the gateway's own token
 * @param data the data directory
 * @param config the configuration's file
 * @param livyConf a {@code livy.conf} besides
 * @param quiet whether only warnings go to standard error
 * @param forKernels whether it ends by itself when nobody has needed it for long
 */
public record StartOptions(
        Optional<String> host,
        OptionalInt port,
        Optional<Path> tokenFile,
        Path data,
        Optional<Path> config,
        Optional<Path> livyConf,
        boolean quiet,
        boolean forKernels) {

    /** A gateway for one command: a free port, a data directory of its own. */
    static StartOptions forOneCommand(Path data, Optional<Path> config) {
        return new StartOptions(
                Optional.of("127.0.0.1"),
                OptionalInt.of(0),
                Optional.empty(),
                data,
                config,
                Optional.empty(),
                true,
                false);
    }
}
