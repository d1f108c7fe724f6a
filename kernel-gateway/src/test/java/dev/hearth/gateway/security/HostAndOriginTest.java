package dev.hearth.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostAndOriginTest {

    private final HostCheck local = new HostCheck("127.0.0.1", List.of("Lab.Example.org"));
    private final OriginCheck localOrigins = new OriginCheck(true, List.of("https://lab.example.org"));
    private final OriginCheck openOrigins = new OriginCheck(false, List.of("https://lab.example.org"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:8998",
                "localhost.",
                "127.0.0.1:1",
                "127.1.2.3",
                "[::1]:8998",
                "[0:0:0:0:0:0:0:1]",
                "a.localhost",
                "lab.example.org:443",
                "LAB.example.ORG."
            })
    void loopbackGateway_answersToLoopbackNamesAndAllowedOnes(String host) {
        assertThat(local.allows(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "evil.example.org",
                "127.0.0.1.evil.org",
                "localhost.evil.org",
                "127.0.0.1@evil.org",
                "xlocalhost",
                "lab.example.org.evil.org",
                "::1",
                "[::2]",
                "[::1",
                "localhost:x",
                "localhost:123456",
                "local host",
                "127.0.0.1/x",
                "192.168.0.1"
            })
    void loopbackGateway_refusesEveryOtherName(String host) {
        assertThat(local.allows(host)).isFalse();
    }

    @Test
    void missingHost_isRefused() {
        assertThat(local.allows(null)).isFalse();
        assertThatThrownBy(() -> local.check("evil.example.org"))
                .isInstanceOfSatisfying(
                        GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN_HOST));
    }

    @Test
    void openGateway_answersToAllNames_unlessSomeAreAllowed() {
        assertThat(new HostCheck("0.0.0.0", List.of()).allows("any.example.org"))
                .isTrue();
        HostCheck named = new HostCheck("10.0.0.5", List.of("gw.example.org"));
        assertThat(named.allows("any.example.org")).isFalse();
        assertThat(named.allows("gw.example.org:9000")).isTrue();
        assertThat(named.allows("10.0.0.5")).isTrue();
        assertThat(named.onLoopback()).isFalse();
    }

    @Test
    void noOrigin_passes() {
        assertThat(openOrigins.allows(null, "gw.example.org")).isTrue();
    }

    @Test
    void nodeClients_thatSendLocalhost_passOnLoopback() {
        assertThat(localOrigins.allows("http://localhost", "127.0.0.1:8998")).isTrue();
        assertThat(localOrigins.allows("http://[::1]:3000", "localhost:8998")).isTrue();
        assertThat(openOrigins.allows("http://localhost", "127.0.0.1:8998")).isFalse();
    }

    @Test
    void ownHostAndPort_passes() {
        assertThat(openOrigins.allows("http://gw.example.org:8998", "gw.example.org:8998"))
                .isTrue();
        assertThat(openOrigins.allows("https://GW.example.org", "gw.example.org"))
                .isTrue();
        assertThat(openOrigins.allows("http://gw.example.org:9000", "gw.example.org:8998"))
                .isFalse();
        assertThat(openOrigins.allows("http://gw.example.org", "gw.example.org:8998"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "https://evil.org",
                "https://lab.example.org.evil.org",
                "https://evil.org/https://lab.example.org",
                "https://lab.example.org:8443",
                "http://lab.example.org",
                "file://",
                "http://localhost@evil.org",
                "chrome-extension://localhost",
                ""
            })
    void foreignOrigins_areRefused(String origin) {
        assertThat(localOrigins.allows(origin, "127.0.0.1:8998")).isFalse();
        assertThat(openOrigins.allows(origin, "gw.example.org")).isFalse();
    }

    @Test
    void listedOrigin_passesExactlyAsItIsListed() {
        assertThat(openOrigins.allows("https://lab.example.org", "gw.example.org"))
                .isTrue();
        assertThat(openOrigins.isListed("https://LAB.example.org")).isTrue();
        assertThat(openOrigins.isListed("https://lab.example.org:443")).isFalse();
        assertThat(openOrigins.isListed(null)).isFalse();
    }
}
