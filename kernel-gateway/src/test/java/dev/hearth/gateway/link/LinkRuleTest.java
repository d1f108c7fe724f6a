package dev.hearth.gateway.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkRuleTest {
    private final LinkRule strict = new LinkRule(false);

    private static SocketAddress at(String address) throws Exception {
        return new InetSocketAddress(InetAddress.getByName(address), 40_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"})
    void plainLink_fromThisMachine_isAllowed(String address) throws Exception {
        assertThat(strict.allows(at(address), at("203.0.113.1"), false)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.1", "192.168.1.7", "203.0.113.5", "0.0.0.0", "fe80::1", "::ffff:10.0.0.1", "2001:db8::1"
            })
    void plainLink_fromElsewhere_isRefused_unlessTheSettingAllowsIt(String address) throws Exception {
        assertThat(strict.allows(at(address), at("203.0.113.1"), false)).isFalse();
        assertThat(strict.allows(at(address), at("203.0.113.1"), true)).isTrue();
        assertThat(new LinkRule(true).allows(at(address), at("203.0.113.1"), false))
                .isTrue();
    }

    @Test
    void plainLink_betweenTwoEndsOfTheSameAddress_isAllowed() throws Exception {
        assertThat(strict.allows(at("192.168.1.5"), at("192.168.1.5"), false)).isTrue();
        assertThat(strict.allows(at("2001:db8::1"), at("2001:db8::1"), false)).isTrue();
        assertThat(strict.allows(at("192.168.1.7"), at("192.168.1.5"), false)).isFalse();
    }

    @Test
    void plainLink_fromWhoKnowsWhere_isRefused() {
        assertThat(strict.allows(null, null, false)).isFalse();
        assertThat(strict.allows(InetSocketAddress.createUnresolved("localhost", 1), null, false))
                .isFalse();
        assertThat(strict.allows(null, null, true)).isTrue();
    }
}
