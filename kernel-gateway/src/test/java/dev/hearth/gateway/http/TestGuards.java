package dev.hearth.gateway.http;

import dev.hearth.gateway.security.Authenticator;
import dev.hearth.gateway.security.HostCheck;
import dev.hearth.gateway.security.OriginCheck;
import dev.hearth.gateway.security.TokenRow;
import dev.hearth.gateway.security.TokenStore;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Guards of a server on the loopback that nobody has a token for. */
final class TestGuards {
    private TestGuards() {}

    static Guards none() {
        return new Guards(
                new HostCheck("127.0.0.1", List.of()),
                new OriginCheck(true, List.of()),
                new Authenticator(List.of(), new NoTokens(), Clock.systemUTC()),
                java.util.Map.of());
    }

    private static final class NoTokens implements TokenStore {
        @Override
        public void add(TokenRow row) {}

        @Override
        public List<TokenRow> listAll() {
            return List.of();
        }

        @Override
        public boolean revokeAny(String id, Instant when) {
            return false;
        }

        @Override
        public Optional<TokenRow> findByHash(String hash) {
            return Optional.empty();
        }

        @Override
        public List<TokenRow> list(String owner) {
            return List.of();
        }

        @Override
        public boolean revoke(String owner, String id, Instant when) {
            return false;
        }

        @Override
        public void used(String id, Instant when) {}
    }
}
