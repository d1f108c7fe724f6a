package dev.hearth.gateway.cli;

import dev.hearth.gateway.client.GatewayClient;
import dev.hearth.gateway.client.Trust;
import dev.hearth.gateway.kernelspec.GatewayChoice;
import dev.hearth.gateway.kernelspec.JupyterPlaces;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * A gateway with an address, its token and its certificates, on the command line; what happens without one each command says
 * itself. Confined to the main thread.
 */
final class RemoteOption {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--url", paramLabel = "U", description = "The address of a gateway that runs.")
    private @Nullable URI url;

    @Option(
            names = "--token-file",
            paramLabel = "F",
            description = "A file with that gateway's token, which you alone may open. Default: the variable"
                    + " HEARTH_TOKEN, else the one in the address.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--ca-file",
            paramLabel = "F",
            description =
                    "The certificates that signed the gateway's own, as PEM, where this machine does not know them.")
    private @Nullable Path caFile;

    /**
     * Whether there is one.
     *
     * @throws ParameterException if what belongs to one is there without it
     */
    boolean isGiven() {
        if (url == null && (tokenFile != null || caFile != null)) {
            throw new ParameterException(spec.commandLine(), "--token-file and --ca-file belong to --url");
        }
        return url != null;
    }

    /** A client of it; empty if none is given. */
    Optional<GatewayClient> client() throws IOException {
        if (!isGiven() || url == null) {
            return Optional.empty();
        }
        String token = tokenFile == null ? tokenWithoutFile(url) : TokenFile.read(tokenFile);
        @Nullable SSLContext trusted = caFile == null ? null : Trust.in(caFile);
        return Optional.of(new GatewayClient(url, token, trusted, GatewayClient.PATIENCE));
    }

    /**
     * The same for another program, which is told a file with the token and never the token: one is made where none is named.
     *
     * @param places of Hearth's own configuration
     * @param made told of a file that was made
     * @return empty if none is given
     */
    Optional<GatewayChoice> choice(JupyterPlaces places, Consumer<Path> made) throws IOException {
        if (!isGiven() || url == null) {
            return Optional.empty();
        }
        URI address = GatewayUrl.bare(url);
        Path file = tokenFile;
        if (file == null) {
            file = TokenFile.keep(places.hearthConfiguration(), address, tokenWithoutFile(url));
            made.accept(file);
        }
        TokenFile.read(file); // says what is wrong with it
        if (caFile != null) {
            Trust.in(caFile); // and with this
        }
        return Optional.of(GatewayChoice.at(address, absolute(file), caFile == null ? null : absolute(caFile)));
    }

    private static String tokenWithoutFile(URI url) throws IOException {
        return GivenToken.shown(url)
                .orElseThrow(() -> new IOException("a token is needed: --token-file, or the variable HEARTH_TOKEN"));
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
