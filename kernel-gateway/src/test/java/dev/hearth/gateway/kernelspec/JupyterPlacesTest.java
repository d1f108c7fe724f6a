package dev.hearth.gateway.kernelspec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where Jupyter keeps its data, as its own programs find it. */
@SuppressWarnings("NullAway.Init") // fields are set by JUnit
class JupyterPlacesTest {
    @TempDir
    Path temporary;

    private Path home;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void make() throws IOException {
        home = temporary.toRealPath();
        environment.put("HOME", home.toString());
    }

    private JupyterPlaces linux() {
        return new JupyterPlaces(environment, "Linux");
    }

    @Test
    void user_isInTheHome_unlessAVariableSaysOtherwise() {
        assertThat(linux().user()).isEqualTo(home.resolve(".local/share/jupyter"));
        environment.put("XDG_DATA_HOME", "/else/data");
        assertThat(linux().user()).isEqualTo(Path.of("/else/data/jupyter"));
        environment.put("JUPYTER_DATA_DIR", "/else/jupyter");
        assertThat(linux().user()).isEqualTo(Path.of("/else/jupyter"));
    }

    @Test
    void user_ofAMac_isInItsLibrary() {
        assertThat(new JupyterPlaces(environment, "Mac OS X").user()).isEqualTo(home.resolve("Library/Jupyter"));
        environment.put("JUPYTER_PLATFORM_DIRS", "1");
        assertThat(new JupyterPlaces(environment, "Mac OS X").user())
                .isEqualTo(home.resolve("Library/Application Support/Jupyter"));
    }

    @Test
    void all_hasJupytersPathFirst_thenTheUsers_theEnvironments_theMachines() {
        environment.put("JUPYTER_PATH", "/one:/two");
        assertThat(linux().all(Optional.of(Path.of("/env"))))
                .containsExactly(
                        Path.of("/one"),
                        Path.of("/two"),
                        home.resolve(".local/share/jupyter"),
                        Path.of("/env/share/jupyter"),
                        Path.of("/usr/local/share/jupyter"),
                        Path.of("/usr/share/jupyter"));
    }

    @Test
    void environment_isThatOfTheJupyterOnThePath_whateverItsFirstLineLooksLike() throws Exception {
        Path bin = Files.createDirectories(home.resolve("bin"));
        environment.put("PATH", "/nowhere:" + bin);
        assertThat(PythonPrefix.ofJupyter(linux())).isEmpty();
        program(bin.resolve("jupyter"), "#!/envs/a/bin/python3.11\n# -*- coding: utf-8 -*-\n");
        assertThat(PythonPrefix.ofJupyter(linux())).contains(Path.of("/envs/a/bin/python3.11"));
        program(bin.resolve("jupyter"), "#!/bin/sh\n'''exec' \"/envs/with a blank/bin/python\" \"$0\" \"$@\"\n' '''\n");
        assertThat(PythonPrefix.ofJupyter(linux())).contains(Path.of("/envs/with a blank/bin/python"));
        program(bin.resolve("jupyter"), "#!/bin/bash\nexec something\n");
        assertThat(PythonPrefix.ofJupyter(linux())).isEmpty();
        Files.write(bin.resolve("jupyter"), new byte[] {0x7f, 'E', 'L', 'F', (byte) 0xff, (byte) 0xfe});
        assertThat(PythonPrefix.ofJupyter(linux())).isEmpty();
    }

    @Test
    void prefix_isWhatThePythonSays_andWhoIsNoPythonIsAnError() throws Exception {
        Path python = program(home.resolve("python"), "#!/bin/sh\nprintf %s /envs/grüße\n");
        assertThat(PythonPrefix.of(python)).isEqualTo(Path.of("/envs/grüße"));
        Path other = program(home.resolve("other"), "#!/bin/sh\necho usage; exit 0\n");
        assertThatThrownBy(() -> PythonPrefix.of(other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Python");
        assertThatThrownBy(() -> PythonPrefix.of(home.resolve("none")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be started");
    }

    private static Path program(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }
}
