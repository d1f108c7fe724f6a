package dev.hearth.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DriverSettingsTest {

    @Test
    void defaults_anything_isFoundByItself() {
        DriverSettings settings = DriverSettings.defaults();

        assertThat(settings.sparkHome()).isNull();
        assertThat(settings.memory()).isEqualTo("1g");
        assertThat(settings.compiler()).isEqualTo(Compiler.FULL);
    }

    @Test
    void with_eachSetting_changesOnlyThat() {
        DriverSettings settings = DriverSettings.defaults()
                .withSparkHome(Path.of("/spark"))
                .withJavaHome(Path.of("/java"))
                .withPython("python3.11")
                .withSparkConf(Map.of("spark.a", "1"))
                .withEnv(Map.of("A", "1"))
                .withMemory("2g")
                .withJavaOptions(List.of("-Da=1"))
                .withCompiler(Compiler.FIRST_TIER)
                .withWorkingDirectory(Path.of("/home"));

        assertThat(settings)
                .isEqualTo(new DriverSettings(
                        Path.of("/spark"),
                        Path.of("/java"),
                        "python3.11",
                        Map.of("spark.a", "1"),
                        Map.of("A", "1"),
                        "2g",
                        List.of("-Da=1"),
                        Compiler.FIRST_TIER,
                        Path.of("/home")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "g", "0g", "-1g", "1gb", "1 g", "1g -Dx=1", "1g\n", "12345678901g"})
    void memory_notASize_isRefused(String memory) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DriverSettings.defaults().withMemory(memory));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A=B", "1A", "A B", "Ä"})
    void env_notAName_isRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DriverSettings.defaults().withEnv(Map.of(name, "x")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Main", "@file", "-Dx=\0"})
    void javaOptions_notAnOption_isRefused(String option) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DriverSettings.defaults().withJavaOptions(List.of(option)));
    }

    @Test
    void toString_valuesThatMayBeSecret_areLeftOut() {
        DriverSettings settings = DriverSettings.defaults()
                .withEnv(Map.of("KEY", "sesame"))
                .withSparkConf(Map.of("spark.secret", "sesame"))
                .withJavaOptions(List.of("-Dpassword=sesame"));
        LaunchRequest request = new LaunchRequest(UUID.randomUUID(), 0, new byte[] {115}, Path.of("/x"), settings);

        assertThat(settings.toString() + request).doesNotContain("sesame").contains("KEY", "spark.secret");
    }

    @Test
    void descriptor_arrayChangedOutside_isUntouched() {
        byte[] bytes = {1, 2, 3};
        LaunchRequest request =
                new LaunchRequest(UUID.randomUUID(), 0, bytes, Path.of("/x"), DriverSettings.defaults());

        bytes[0] = 9;
        request.descriptor()[1] = 9;

        assertThat(request.descriptor()).containsExactly(1, 2, 3);
    }

    @Test
    void descriptor_tooLarge_isRefused() {
        byte[] bytes = new byte[LaunchRequest.MAX_DESCRIPTOR_BYTES + 1];
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new LaunchRequest(UUID.randomUUID(), 0, bytes, Path.of("/x"), DriverSettings.defaults()));
    }
}
