package dev.hearth.protocol.zmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigningTest {
    private static final String KEY = "a0436f6c-1916-498b-8eb9-e81ab9368e84";

    /** The signatures are jupyter_client 8.10's. */
    @ParameterizedTest
    @CsvSource({
        "hmac-sha256, da3f46b669d2a2b3c73c46356594e4e5b73e9ce1cbb1abaff6adf36809a4d531",
        "HMAC-SHA256, da3f46b669d2a2b3c73c46356594e4e5b73e9ce1cbb1abaff6adf36809a4d531",
        "hmac-md5, 414b899ae0bdb5d9a8c69db1490624c9",
        "hmac-sha512, 259b3bc3b2d40b2fb7b2db8735e9eb196cd05fe351fd783b3faf3904979eeab3f634ff01eb34337cdc42ee0917c82a486bcf"
                + "09a96167fd85ff3a65bf9b3794cd"
    })
    void sign_givesWhatJupyterClientGives(String scheme, String expected) {
        Signing signing = Signing.of(scheme, KEY);

        byte[] signature = sign(signing, "{\"code\":\"é\"}");

        assertThat(new String(signature, StandardCharsets.US_ASCII)).isEqualTo(expected);
        assertThat(sign(signing, "{\"code\":\"é\"}")).isEqualTo(signature);
        assertThat(fits(signing, signature, "{\"code\":\"é\"}")).isTrue();
        assertThat(fits(signing, signature, "{\"code\":\"e\"}")).isFalse();
        assertThat(fits(signing, new byte[0], "{\"code\":\"é\"}")).isFalse();
    }

    @Test
    void emptyKey_signsNothingAndTakesEverything() {
        Signing signing = Signing.of("hmac-sha256", "");

        assertThat(signing.isOn()).isFalse();
        assertThat(sign(signing, "{}")).isEmpty();
        assertThat(fits(signing, "whatever".getBytes(StandardCharsets.US_ASCII), "{}"))
                .isTrue();
    }

    @Test
    void of_aSchemeThatIsNotAllowed_saysWhichAre() {
        assertThatThrownBy(() -> Signing.of("hmac-sha1", KEY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hmac-sha256")
                .hasMessageContaining("hmac-sha1")
                .message()
                .doesNotContain(KEY);
    }

    private static byte[] sign(Signing signing, String content) {
        return signing.sign(utf8("{\"msg_id\":\"1\"}"), utf8("{}"), utf8("{}"), utf8(content));
    }

    private static boolean fits(Signing signing, byte[] signature, String content) {
        return signing.fits(signature, utf8("{\"msg_id\":\"1\"}"), utf8("{}"), utf8("{}"), utf8(content));
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
