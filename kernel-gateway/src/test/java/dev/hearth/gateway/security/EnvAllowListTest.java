package dev.hearth.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvAllowListTest {

    private final EnvAllowList list = new EnvAllowList(List.of("TZ"));

    @Test
    void kernelVariablesAndNamedOnes_pass_othersAreLeftOut() {
        assertThat(list.filter(Map.of("KERNEL_USERNAME", "ann", "TZ", "UTC", "PATH", "/evil", "LD_PRELOAD", "x.so")))
                .containsExactly(Map.entry("KERNEL_USERNAME", "ann"), Map.entry("TZ", "UTC"));
        assertThat(list.allows("KERNEL_")).isFalse();
        assertThat(list.allows("kernel_x")).isFalse();
        assertThat(list.allows("KERNEL_A B")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"$(id)", "`id`", "a\nb", "a\rb", "a\0b", "${HOME}"})
    void valuesThatAShellOrTemplateCouldRead_areRefused(String value) {
        refused(Map.of("KERNEL_X", value));
    }

    @Test
    void valuesThatAreNoStrings_orTooLong_orTooMany_areRefused() {
        refused(Map.of("KERNEL_X", 12));
        refused(Map.of("KERNEL_X", List.of("a")));
        refused(Map.of("KERNEL_X", "a".repeat(4097)));
        assertThat(list.filter(Map.of("KERNEL_X", "a".repeat(4096)))).hasSize(1);
        java.util.Map<String, String> many = new java.util.HashMap<>();
        for (int i = 0; i < 257; i++) {
            many.put("X" + i, "");
        }
        refused(many);
    }

    private void refused(Map<String, ?> env) {
        assertThatThrownBy(() -> list.filter(env))
                .isInstanceOfSatisfying(
                        GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_ENVIRONMENT));
    }
}
