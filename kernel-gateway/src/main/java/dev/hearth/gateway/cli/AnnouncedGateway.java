package dev.hearth.gateway.cli;

import dev.hearth.gateway.client.GatewayClient;
import dev.hearth.gateway.store.DataDirectory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The gateway that runs on a data directory, by what it wrote down there. Only functions. */
final class AnnouncedGateway {
    private AnnouncedGateway() {}

    /** A client of it; empty if none is announced. One that was killed is still announced, and does not answer. */
    static Optional<GatewayClient> on(Path data, Duration patience) throws IOException {
        Optional<String> address = DataDirectory.address(data);
        Optional<String> token = DataDirectory.runningToken(data);
        return address.isEmpty() || token.isEmpty()
                ? Optional.empty()
                : Optional.of(new GatewayClient(URI.create(address.get()), token.get(), null, patience));
    }
}
