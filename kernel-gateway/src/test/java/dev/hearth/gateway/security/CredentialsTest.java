package dev.hearth.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {

    @ParameterizedTest
    @ValueSource(strings = {"token abc", "Token abc", "TOKEN  abc", "Bearer abc", "bearer abc ", " bearer abc"})
    void header_holdsATokenInAnyCase(String header) {
        assertThat(Credentials.of(header, null, null).header()).contains("abc");
    }

    @Test
    void basic_countsThePassword() {
        String pair = Base64.getEncoder().encodeToString("me:a:b".getBytes(StandardCharsets.UTF_8));
        assertThat(Credentials.of("Basic " + pair, null, null).header()).contains("a:b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "token",
                "token ",
                "token    ",
                "Bearer ",
                "abc",
                "Digest abc",
                "Basic ???",
                "Basic YWJj",
                "Basic Og=="
            })
    void emptyOrUnknownHeaders_areNoToken(String header) {
        assertThat(Credentials.of(header, null, null).header()).isEmpty();
    }

    @Test
    void pathToken_isCutOut() {
        PathToken parted = PathToken.part("/t/secret/api/kernels?x=1");
        assertThat(parted.token()).contains("secret");
        assertThat(parted.rest()).isEqualTo("/api/kernels?x=1");
        assertThat(parted).hasToString("/t/…/api/kernels?x=1");
    }

    @Test
    void otherPaths_stayWhole() {
        for (String path : new String[] {"/", "/api", "/tt/x", "/api/t/secret/x"}) {
            assertThat(PathToken.part(path).token()).isEmpty();
            assertThat(PathToken.part(path).rest()).isEqualTo(path);
        }
    }

    @Test
    void prefixWithoutMore_hasARest() {
        Map.of("/t/", "/", "/t/abc", "/", "/t/abc?x=1", "/?x=1", "/t//api", "/api")
                .forEach((path, rest) -> {
                    assertThat(PathToken.part(path).rest()).isEqualTo(rest);
                    assertThat(PathToken.part(path).token()).isPresent();
                });
    }

    @Test
    void secrets_areNotShown() {
        assertThat(Credentials.of("token abc", "def", "ghi").toString()).doesNotContain("abc", "def", "ghi");
    }
}
