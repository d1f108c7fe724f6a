package dev.hearth.interpreter.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SqlSettingsTest {
    @Test
    void defaults_areThoseDocumented() {
        assertThat(SqlSettings.DEFAULTS).isEqualTo(new SqlSettings(1_000, 10_485_760, 20_000, 60));
        assertThat(SqlSettings.DEFAULTS.columnLimit()).isEqualTo(100);
        assertThat(SqlSettings.DEFAULTS.nameWait()).isEqualTo(Duration.ofMillis(800));
        assertThat(SqlSettings.DEFAULTS.parameters().apply("any")).isEmpty();
    }

    @Test
    void values_outOfRange_areRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SqlSettings(0, 1, 4, 4));
        assertThatIllegalArgumentException().isThrownBy(() -> new SqlSettings(Integer.MAX_VALUE, 1, 4, 4));
        assertThatIllegalArgumentException().isThrownBy(() -> new SqlSettings(1, 0, 4, 4));
        assertThatIllegalArgumentException().isThrownBy(() -> new SqlSettings(1, 1, 3, 4));
        assertThatIllegalArgumentException().isThrownBy(() -> new SqlSettings(1, 1, 4, 3));
    }
}
