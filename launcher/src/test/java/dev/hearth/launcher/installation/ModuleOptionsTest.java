package dev.hearth.launcher.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ModuleOptionsTest {

    @Test
    void parse_optionsOfSpark_toleranceComesFirstAndAddedModulesAreGone() throws IOException {
        assertThat(ModuleOptions.parse("""
                        Picked up something
                        options: --add-modules=jdk.incubator.vector --add-opens=java.base/java.lang=ALL-UNNAMED -XX:+IgnoreUnrecognizedVMOptions --add-modules a.b --add-exports x/y=ALL-UNNAMED -Da=b
                        """))
                .containsExactly(
                        "-XX:+IgnoreUnrecognizedVMOptions",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--add-exports",
                        "x/y=ALL-UNNAMED",
                        "-Da=b");
    }

    @Test
    void parse_noOptions_isAnError() {
        assertThatThrownBy(() -> ModuleOptions.parse("hello")).isInstanceOf(IOException.class);
    }
}
