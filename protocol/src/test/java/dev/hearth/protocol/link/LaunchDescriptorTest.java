package dev.hearth.protocol.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.protocol.Language;
import dev.hearth.protocol.MalformedMessageException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LaunchDescriptorTest {
    private static final LaunchDescriptor DESCRIPTOR = new LaunchDescriptor(
            new UUID(1, 2),
            4,
            1,
            "hs",
            URI.create("ws://127.0.0.1:8998/link"),
            null,
            "launch-secret",
            Language.SQL,
            "app",
            Map.of("spark.master", "local[2]"),
            null,
            Map.of(),
            "folder",
            null,
            LaunchDescriptor.Settings.defaults());

    @Test
    void encoded_isReadAgain() throws Exception {
        assertThat(LaunchDescriptor.decode(DESCRIPTOR.encode())).isEqualTo(DESCRIPTOR);
    }

    @Test
    void ofALaterVersion_isReadAsFarAsKnown() throws Exception {
        String json = new String(DESCRIPTOR.encode(), StandardCharsets.UTF_8);
        byte[] later = ("{\"new\":{\"x\":[1]}," + json.substring(1)).getBytes(StandardCharsets.UTF_8);
        assertThat(LaunchDescriptor.decode(later)).isEqualTo(DESCRIPTOR);
    }

    @Test
    void malformed_namesNoValue() {
        byte[] broken = "{\"launchSecret\":\"launch-secret\",".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> LaunchDescriptor.decode(broken))
                .isInstanceOf(MalformedMessageException.class)
                .message()
                .doesNotContain("launch-secret");
    }

    @Test
    void shown_hasNoSecret() {
        assertThat(DESCRIPTOR.toString()).doesNotContain("launch-secret");
    }
}
