package dev.hearth.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.gateway.security.AccessRules;
import dev.hearth.gateway.security.Scope;
import dev.hearth.gateway.security.Secret;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Users and access in the configuration file: strict, and no token in a message. */
class UsersTest {
    private static final String HASH = Secret.hash("ana's");

    private static Configuration parse(String text) throws ConfigurationException {
        return ConfigurationFile.parse(text, Path.of("/"));
    }

    @Test
    void users_explicitKeys() throws Exception {
        Configuration parsed = parse("users:\n  ana.b@x: {tokens: [" + HASH + "]}\n  ben: {}\n");
        assertThat(parsed.users().keySet()).containsExactly("ana.b@x", "ben");
        assertThat(parsed.users().get("ana.b@x")).isEqualTo(new User("ana.b@x", List.of(HASH)));
        assertThat(parsed.users().get("ben")).isEqualTo(new User("ben", List.of()));
        assertThat(parsed.access()).isEqualTo(AccessRules.defaults());
        assertThat(parsed.toString()).doesNotContain(HASH);
    }

    @Test
    void access_explicitKeys() throws Exception {
        assertThat(parse("""
                                users: {a: {}, b: {}, c: {}, d: {}}
                                access:
                                  scope: listed
                                  superusers: [a]
                                  modify-users: [b]
                                  view-users: [c]
                                  allowed-users: [d]
                                  impersonation: true
                                """).access())
                .isEqualTo(new AccessRules(Scope.LISTED, List.of("a"), List.of("b"), List.of("c"), List.of("d"), true));
        assertThat(parse("access: {view-users: ['*']}\n").access().viewUsers()).containsExactly("*");
    }

    @Test
    void tokenInsteadOfItsHash_isRefused_andNotShown() {
        assertThatThrownBy(() -> parse("users:\n  ana:\n    tokens: [the-token-itself]\n"))
                .hasMessageContaining("line 3")
                .hasMessageContaining("users.ana")
                .hasMessageContaining("SHA-256")
                .hasMessageNotContaining("the-token-itself");
    }

    @Test
    void tokenThatIsANumber_isRefused_andNotShown() {
        assertThatThrownBy(() -> parse("users: {ana: {tokens: [31415926535]}}\n"))
                .hasMessageContaining("users.ana.tokens[0]")
                .hasMessageNotContaining("31415926535");
    }

    @Test
    void oneTokenOfTwoUsers_isRefused() {
        assertThatThrownBy(() -> parse("users: {ana: {tokens: [" + HASH + "]}, ben: {tokens: [" + HASH + "]}}\n"))
                .hasMessageContaining("ana and ben")
                .hasMessageNotContaining(HASH);
    }

    @Test
    void namesThatCannotBe_areRefused() {
        for (String name : List.of("'a b'", "'*'", "'../x'", "hearth", "'a/b'", "'" + "x".repeat(129) + "'")) {
            assertThatThrownBy(() -> parse("users: {" + name + ": {}}\n"))
                    .as(name)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("name");
        }
    }

    @Test
    void listsOfAccess_nameUsersThatThereAre() {
        assertThatThrownBy(() -> parse("users: {ana: {}}\naccess: {superusers: [anna]}\n"))
                .hasMessageContaining("anna")
                .hasMessageContaining("ana");
        assertThatThrownBy(() -> parse("access: {view-users: ['a b']}\n")).hasMessageContaining("view-users");
        assertThatThrownBy(() -> parse("access: {scope: all}\n")).hasMessageContaining("owner, listed, shared");
        assertThatThrownBy(() -> parse("access: {superuser: [a]}\n")).hasMessageContaining("did you mean");
    }
}
