package dev.hearth.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.hearth.gateway.client.GatewayClient;
import dev.hearth.gateway.client.RefusedException;
import dev.hearth.gateway.client.Trust;
import dev.hearth.gateway.kernelspec.GatewayChoice;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether a gateway answers, and what it has. Immutable.
 *
 * @param sentence in a few words
 * @param kernelspecs by name, as the gateway gives them; missing if it does not answer
 */
record GatewayCheck(String sentence, JsonNode kernelspecs) {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    /** Asks it. Blocks for some seconds at most. */
    static GatewayCheck of(GatewayChoice choice) throws InterruptedException {
        try {
            Optional<GatewayClient> client = client(choice);
            if (client.isEmpty()) {
                return silent("not running, a kernel starts it");
            }
            return new GatewayCheck(
                    choice.url() == null ? "answers at " + client.get().address() : "answers",
                    client.get().kernelspecs().path("kernelspecs"));
        } catch (RefusedException e) {
            boolean token = e.status() == UNAUTHORIZED || e.status() == FORBIDDEN;
            return silent(token ? "refuses the token" : "refuses: " + e.getMessage());
        } catch (IOException | IllegalArgumentException e) {
            boolean own = e instanceof ConnectException || e.getCause() instanceof ConnectException;
            return silent(own ? "does not answer" : "does not answer: " + e.getMessage());
        }
    }

    private static GatewayCheck silent(String sentence) {
        return new GatewayCheck(sentence, MissingNode.getInstance());
    }

    private static Optional<GatewayClient> client(GatewayChoice choice) throws IOException {
        if (choice.url() != null) {
            String token = TokenFile.read(Objects.requireNonNull(choice.tokenFile()));
            var trusted = choice.caFile() == null ? null : Trust.in(choice.caFile());
            return Optional.of(new GatewayClient(choice.url(), token, trusted, PATIENCE));
        }
        return AnnouncedGateway.on(choice.dataDirectory().orElseThrow(), PATIENCE);
    }

    boolean answers() {
        return !kernelspecs.isMissingNode();
    }
}
