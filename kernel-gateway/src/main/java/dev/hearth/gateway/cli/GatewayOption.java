package dev.hearth.gateway.cli;

import dev.hearth.gateway.client.GatewayClient;
import dev.hearth.gateway.client.Trust;
import dev.hearth.gateway.kernelspec.GatewayChoice;
import dev.hearth.gateway.kernelspec.JupyterPlaces;
import dev.hearth.gateway.store.DataDirectory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A gateway that runs, on the command line: one with an address, or that of a data directory. Confined to the main thread. */
final class GatewayOption {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Option(names = "--url", paramLabel = "U", description = "The gateway. Default: the one on this machine.")
    private @Nullable URI url;

    @Option(
            names = "--token-file",
            paramLabel = "F",
            description =
                    "A file with that gateway's token, which you alone may open. Default: the variable HEARTH_TOKEN,"
                            + " else the one in the address.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--ca-file",
            paramLabel = "F",
            description = "Certificates that the gateway's is to be signed by, where the system does not know them.")
    private @Nullable Path caFile;

    @Mixin
    private final DataOption data = new DataOption();

    /** A client of it. */
    GatewayClient client() throws IOException {
        if (url != null) {
            Optional<String> token = tokenFile == null
                    ? GivenToken.shown(Optional.empty(), Optional.of(url))
                    : Optional.of(TokenFile.read(tokenFile));
            var trusted = caFile == null ? null : Trust.in(caFile);
            return new GatewayClient(url, token.orElseThrow(GatewayOption::noToken), trusted, PATIENCE);
        }
        if (tokenFile != null || caFile != null) {
            throw new IOException("--token-file and --ca-file belong to --url");
        }
        Optional<String> address = DataDirectory.address(data.path());
        Optional<String> token = DataDirectory.runningToken(data.path());
        if (address.isEmpty() || token.isEmpty()) {
            throw new IOException("no gateway runs on " + data.path() + "; another is named with --url");
        }
        return new GatewayClient(URI.create(address.get()), token.get(), null, PATIENCE);
    }

    private static IOException noToken() {
        return new IOException("a token is needed: --token-file, or the variable HEARTH_TOKEN");
    }

    /** The same for another program, which is told a file with the token and never the token. */
    GatewayChoice choice() throws IOException {
        if (url == null) {
            Path home = KernelsInstallCommand.home();
            return GatewayChoice.local(home, data.path());
        }
        URI address = GatewayUrl.bare(url);
        Path file = tokenFile;
        if (file == null) {
            String token = GivenToken.shown(Optional.empty(), Optional.of(url)).orElseThrow(GatewayOption::noToken);
            file = TokenFile.keep(JupyterPlaces.here().hearthConfiguration(), address, token);
        }
        return GatewayChoice.at(address, absolute(file), caFile == null ? null : absolute(caFile));
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
