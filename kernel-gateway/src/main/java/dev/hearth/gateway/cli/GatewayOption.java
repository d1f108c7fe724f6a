package dev.hearth.gateway.cli;

import dev.hearth.gateway.client.GatewayClient;
import dev.hearth.gateway.kernelspec.GatewayChoice;
import dev.hearth.gateway.kernelspec.JupyterPlaces;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** A gateway that runs, on the command line: one with an address, or that of a data directory. Confined to the main thread. */
final class GatewayOption {
    @Mixin
    private final RemoteOption remote = new RemoteOption();

    @Mixin
    private final DataOption data = new DataOption();

    /** A client of it. */
    GatewayClient client() throws IOException {
        Optional<GatewayClient> named = remote.client();
        if (named.isPresent()) {
            return named.get();
        }
        return AnnouncedGateway.on(data.path(), GatewayClient.PATIENCE)
                .orElseThrow(() -> new IOException("no gateway runs on " + data.path()
                        + ": ./hearth serve starts one, and so does the first kernel; another is named with --url"));
    }

    /** The same for another program, which is told a file with the token and never the token. */
    GatewayChoice choice() throws IOException {
        return remote.choice(JupyterPlaces.here(), file -> {})
                .orElseGet(() -> GatewayChoice.local(Folders.home(), data.path()));
    }
}
