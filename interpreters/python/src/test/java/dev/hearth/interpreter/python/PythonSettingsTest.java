package dev.hearth.interpreter.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PythonSettingsTest {
    private final PythonSettings defaults = PythonSettings.of("python3", Path.of("work"), Path.of("private"));

    @Test
    void defaults_areThoseDocumented() {
        assertThat(defaults.spark()).isNull();
        assertThat(defaults.startTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(defaults.requestTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(defaults.maxBodyBytes()).isEqualTo(128 << 20);
    }

    @Test
    void with_changesWhatItNamesAndNothingElse() {
        PythonSettings changed = defaults.withEnvironment(Map.of("A", "b"))
                .withPythonPath(List.of(Path.of("lib")))
                .withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(changed)
                .isEqualTo(new PythonSettings(
                        "python3",
                        Map.of("A", "b"),
                        Path.of("work"),
                        Path.of("private"),
                        List.of(Path.of("lib")),
                        null,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        defaults.closeTimeout(),
                        defaults.sparkTimeout(),
                        defaults.maxBodyBytes()));
    }

    @Test
    void values_outOfRange_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PythonSettings.of(" ", Path.of("work"), Path.of("private")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> defaults.withTimeouts(Duration.ZERO, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestPython.limited(defaults, Duration.ofSeconds(1), 1000));
    }
}
