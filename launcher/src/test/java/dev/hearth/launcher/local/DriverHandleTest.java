package dev.hearth.launcher.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DriverHandleTest {

    @Test
    void decode_encoded_isEqual() {
        DriverHandle handle = new DriverHandle(4711, "99@boot-id", true, Instant.now(), Path.of("/data/a b:ü/1"));

        assertThat(DriverHandle.decode(handle.encode())).contains(handle);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yarn1:application_1",
                "local1:1:9@b:s:0:L2E",
                "local1:-1:9@b:s:0:L2E",
                "local1:x:9@b:s:0:L2E",
                "local1:12::s:0:L2E",
                "local1:12:9@b:s:0:YQ",
                "local1:12:9@b:s:0:***",
                "local1:12:9@b:s:0:AA",
                "local1:12:9@b:s:0:L2E:more",
                "local1:12:9@b:s:9999999999999999999:L2E"
            })
    void decode_notAHandle_isEmpty(String text) {
        assertThat(DriverHandle.decode(text)).isEmpty();
    }
}
