package dev.hearth.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.store.Store;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // fields are set by JUnit
class AuthenticatorTest {

    private static final Caller OWN = new Caller(Caller.DEFAULT_OWNER, Optional.empty());

    @TempDir
    Path folder;

    private Store store;
    private Tokens tokens;
    private Authenticator authenticator;

    @BeforeEach
    void open() throws Exception {
        store = Store.open(folder);
        tokens = new Tokens(store.tokens(), Clock.systemUTC());
        authenticator = new Authenticator(
                List.of(Secret.hash("own-token"), Secret.hash("second")), store.tokens(), Clock.systemUTC());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void ownToken_isAcceptedInHeaderAndQuery_notInThePath() {
        assertThat(authenticator.authenticate(Credentials.of("Bearer own-token", null, null)))
                .contains(OWN);
        assertThat(authenticator.authenticate(Credentials.of(null, "own-token", null)))
                .contains(OWN);
        assertThat(authenticator.authenticate(Credentials.of(null, null, "own-token")))
                .isEmpty();
    }

    @Test
    void emptyHeader_letsTheQueryCount() {
        assertThat(authenticator.authenticate(Credentials.of("token ", "own-token", null)))
                .contains(OWN);
    }

    @Test
    void wrongOrMissingTokens_areNobody() {
        assertThat(authenticator.authenticate(Credentials.of("token wrong", null, null)))
                .isEmpty();
        assertThat(authenticator.authenticate(Credentials.of(null, null, null))).isEmpty();
        assertThatThrownBy(() -> authenticator.require(Credentials.of("token ", null, null)))
                .isInstanceOfSatisfying(
                        GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
    }

    @Test
    void generalToken_isAcceptedUntilItIsRevoked() {
        Tokens.NewToken made = tokens.make(OWN, TokenKind.GENERAL, "laptop");
        Credentials shown = Credentials.of("token " + made.token(), null, null);
        assertThat(authenticator.authenticate(shown))
                .contains(
                        new Caller(Caller.DEFAULT_OWNER, Optional.of(made.row().id())));
        assertThat(authenticator.authenticate(Credentials.of(null, null, made.token())))
                .isEmpty();
        assertThat(store.tokens().list(Caller.DEFAULT_OWNER).get(0).lastUsed()).isPresent();
        tokens.revoke(OWN, made.row().id());
        assertThat(authenticator.authenticate(shown)).isEmpty();
    }

    @Test
    void pathToken_isAcceptedInThePathOnly_andAloneCountsThere() {
        String token = tokens.make(OWN, TokenKind.PATH, "").token();
        assertThat(authenticator.authenticate(Credentials.of(null, null, token)))
                .isPresent();
        assertThat(authenticator.authenticate(Credentials.of("token " + token, null, null)))
                .isEmpty();
        assertThat(authenticator.authenticate(Credentials.of("token own-token", null, "wrong")))
                .isEmpty();
        assertThat(authenticator.authenticate(Credentials.of("token own-token", null, "")))
                .isEmpty();
    }

    @Test
    void revoke_ofUnknownOrForeignToken_isNotFound() {
        String id = tokens.make(OWN, TokenKind.GENERAL, "").row().id();
        Caller other = new Caller("other", Optional.empty());
        assertThat(tokens.list(other)).isEmpty();
        assertThatThrownBy(() -> tokens.revoke(other, id))
                .isInstanceOfSatisfying(
                        GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOKEN_NOT_FOUND));
        tokens.revoke(OWN, id);
        assertThatThrownBy(() -> tokens.revoke(OWN, id)).isInstanceOf(GatewayException.class);
    }

    @Test
    void lastUse_thatCannotBeNoted_locksNobodyOut() {
        Tokens.NewToken made = tokens.make(OWN, TokenKind.GENERAL, "x");
        Authenticator onAFullDisk = new Authenticator(List.of(), new FullDisk(store.tokens()), Clock.systemUTC());

        assertThat(onAFullDisk.authenticate(Credentials.of("token " + made.token(), null, null)))
                .isPresent();
    }

    private record FullDisk(TokenStore real) implements TokenStore {
        @Override
        public void add(TokenRow row) {
            real.add(row);
        }

        @Override
        public List<TokenRow> listAll() {
            return real.listAll();
        }

        @Override
        public boolean revokeAny(String id, Instant when) {
            return real.revokeAny(id, when);
        }

        @Override
        public Optional<TokenRow> findByHash(String hash) {
            return real.findByHash(hash);
        }

        @Override
        public List<TokenRow> list(String owner) {
            return real.list(owner);
        }

        @Override
        public boolean revoke(String owner, String id, Instant when) {
            return real.revoke(owner, id, when);
        }

        @Override
        public void used(String id, Instant when) {
            throw new GatewayException(ErrorCode.STORE_FAILED, "No space left on device");
        }
    }

    @Test
    void storedTokens_areHashes() {
        Tokens.NewToken made = tokens.make(OWN, TokenKind.GENERAL, "x");
        assertThat(made.row().hash()).hasSize(64).isEqualTo(Secret.hash(made.token()));
        assertThat(made.token()).hasSize(43);
        assertThat(made.toString())
                .doesNotContain(made.token())
                .doesNotContain(made.row().hash());
    }

    @Test
    void users_areThoseOfTheConfiguration_andNobodyElse() {
        Users users = Users.of(Map.of("ana", List.of(Secret.hash("anas-token")), "ben", List.of()));
        Authenticator strict = new Authenticator(
                List.of(Secret.hash("own-token")), users, new Access(), store.tokens(), Clock.systemUTC());
        assertThat(strict.authenticate(Credentials.of("token anas-token", null, null)))
                .contains(new Caller("ana", Optional.empty()));
        assertThat(strict.authenticate(Credentials.of(null, null, "anas-token")))
                .isEmpty();
        assertThat(strict.authenticate(Credentials.of("token own-token", null, null)))
                .contains(OWN);
        String bens = tokens.make(OWN, "ben", TokenKind.GENERAL, "").token();
        String gone = tokens.make(OWN, "gone", TokenKind.GENERAL, "").token();
        assertThat(strict.authenticate(Credentials.of("token " + bens, null, null))
                        .map(Caller::owner))
                .contains("ben");
        assertThat(strict.authenticate(Credentials.of("token " + gone, null, null)))
                .isEmpty();
    }

    @Test
    void tokensForOthers_areMadeBySuperusers_andForUsersThatThereAre() {
        Tokens strict = new Tokens(store.tokens(), Users.of(Map.of("ana", List.of())), new Access(), Clock.systemUTC());
        Caller ana = new Caller("ana", Optional.empty());
        assertThat(strict.make(OWN, "ana", TokenKind.PATH, "").row().owner()).isEqualTo("ana");
        assertThat(strict.list(ana)).hasSize(1);
        assertThat(strict.list(OWN)).hasSize(1);
        for (String nobody : List.of("ben", "", "a b", "*")) {
            assertThatThrownBy(() -> strict.make(OWN, nobody, TokenKind.GENERAL, ""))
                    .isInstanceOfSatisfying(
                            GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST));
        }
        assertThatThrownBy(() -> strict.make(ana, Caller.DEFAULT_OWNER, TokenKind.GENERAL, ""))
                .isInstanceOfSatisfying(
                        GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
    }

    @Test
    void access_hidesWhatIsAnothers() {
        Access access = new Access();
        Caller ana = new Caller("ana", Optional.empty());
        access.check(ana, Ownership.of("ana"), AuthenticatorTest::notFound);
        assertThat(access.sees(ana, Ownership.of("other"))).isFalse();
        assertThat(access.sees(ana, Ownership.of(""))).isFalse();
        assertThatThrownBy(() -> access.check(ana, Ownership.of("other"), AuthenticatorTest::notFound))
                .isInstanceOfSatisfying(
                        GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.KERNEL_NOT_FOUND));
    }

    private static GatewayException notFound() {
        return new GatewayException(ErrorCode.KERNEL_NOT_FOUND, "Kernel does not exist");
    }
}
