package dev.hearth.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.client.GatewayClient;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.TokenKind;
import dev.hearth.gateway.security.TokenRow;
import dev.hearth.gateway.security.Tokens;
import dev.hearth.gateway.store.DataDirectory;
import dev.hearth.gateway.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The tokens of a data directory, through the gateway that has it, or in its store. Confined to one thread. */
interface TokenDesk extends AutoCloseable {

    /** A token as it is listed. */
    record Line(String id, String user, String kind, String created, String lastUsed, String state, String label) {}

    /** Makes a token for a user; the operator's where none is named. */
    String make(Optional<String> user, TokenKind kind, String label) throws IOException, InterruptedException;

    /** All tokens. */
    List<Line> list() throws IOException, InterruptedException;

    /** Revokes one. */
    void revoke(String id) throws IOException, InterruptedException;

    @Override
    void close() throws IOException;

    /** Opens the desk of a data directory. */
    static TokenDesk open(Path data) throws IOException {
        try {
            return new InStore(DataDirectory.open(data));
        } catch (DataDirectory.InUseException e) {
            return new OverHttp(AnnouncedGateway.on(data, GatewayClient.PATIENCE)
                    .orElseThrow(() -> new IOException(e.getMessage() + ", and that one does not serve yet", e)));
        }
    }

    /** Nobody has the data directory. */
    final class InStore implements TokenDesk {
        private static final Caller CALLER = new Caller(Caller.DEFAULT_OWNER, Optional.empty());

        private final DataDirectory directory;
        private final Store store;
        private final Tokens tokens;

        private InStore(DataDirectory directory) throws IOException {
            this.directory = directory;
            try {
                this.store = Store.open(directory.store());
            } catch (IOException | RuntimeException e) {
                directory.close();
                throw e;
            }
            this.tokens = new Tokens(store.tokens(), Clock.systemUTC());
        }

        @Override
        public String make(Optional<String> user, TokenKind kind, String label) {
            return tokens.make(CALLER, user.orElse(CALLER.owner()), kind, label).token();
        }

        @Override
        public List<Line> list() {
            return tokens.list(CALLER).stream().map(InStore::line).toList();
        }

        private static Line line(TokenRow row) {
            return new Line(
                    row.id(),
                    row.owner(),
                    row.kind().name().toLowerCase(Locale.ROOT),
                    second(row.created()),
                    row.lastUsed().map(InStore::second).orElse("never"),
                    row.revoked().isPresent() ? "revoked" : "good",
                    row.label());
        }

        private static String second(Instant time) {
            return time.truncatedTo(ChronoUnit.SECONDS).toString();
        }

        @Override
        public void revoke(String id) {
            tokens.revoke(CALLER, id);
        }

        @Override
        public void close() throws IOException {
            store.close();
            directory.close();
        }
    }

    /** A gateway has it. */
    final class OverHttp implements TokenDesk {
        private static final int SECOND_CHARS = 19;

        private final GatewayClient client;

        private OverHttp(GatewayClient client) {
            this.client = client;
        }

        @Override
        public String make(Optional<String> user, TokenKind kind, String label)
                throws IOException, InterruptedException {
            return client.newToken(user, kind.name().toLowerCase(Locale.ROOT), label)
                    .path("token")
                    .asText();
        }

        @Override
        public List<Line> list() throws IOException, InterruptedException {
            List<Line> lines = new ArrayList<>();
            for (JsonNode each : client.tokens().path("tokens")) {
                boolean revoked = each.path("revoked").isTextual();
                lines.add(new Line(
                        each.path("id").asText(),
                        each.path("user").asText(),
                        each.path("kind").asText(),
                        second(each.path("created")),
                        second(each.path("last_used")),
                        revoked ? "revoked" : "good",
                        each.path("label").asText()));
            }
            return lines;
        }

        private static String second(JsonNode time) {
            String text = time.asText("");
            return !time.isTextual()
                    ? "never"
                    : text.length() > SECOND_CHARS ? text.substring(0, SECOND_CHARS) + "Z" : text;
        }

        @Override
        public void revoke(String id) throws IOException, InterruptedException {
            client.revokeToken(id);
        }

        @Override
        public void close() {
            // The gateway goes on.
        }
    }
}
