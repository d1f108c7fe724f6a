package dev.hearth.driver.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.protocol.Language;
import org.junit.jupiter.api.Test;

class LanguageSwitchTest {
    @Test
    void read_listOfJars_isScalasInEverySessionAndKeepsItsFirstLine() {
        String code = "%%deps\norg.tiny:base:1.0";
        for (Language own : Language.values()) {
            assertThat(LanguageSwitch.read(code, own)).isEqualTo(new LanguageSwitch(Language.SCALA, "", code, 0));
        }
        assertThat(LanguageSwitch.read("%%deps", Language.PYTHON).language()).isEqualTo(Language.SCALA);
        assertThat(LanguageSwitch.read("%%depsy", Language.PYTHON).language()).isEqualTo(Language.PYTHON);
    }
}
