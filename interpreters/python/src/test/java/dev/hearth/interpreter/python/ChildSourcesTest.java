package dev.hearth.interpreter.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildSourcesTest {
    @Test
    void files_areAllThatThereAre() throws Exception {
        URI main = Objects.requireNonNull(ChildSources.class.getResource(ChildSources.ROOT + ChildSources.MAIN))
                .toURI();
        Path root = Objects.requireNonNull(Path.of(main).getParent());
        List<String> found;
        try (var files = Files.walk(root)) {
            found = files.map(file -> root.relativize(file).toString())
                    .filter(name -> name.endsWith(".py"))
                    .collect(Collectors.toList());
        }
        assertThat(ChildSources.FILES).containsExactlyInAnyOrderElementsOf(found);
    }

    @Test
    void files_areReadByTheOldestPython(@TempDir Path directory) throws Exception {
        Path main = ChildSources.writeTo(directory);
        Path said = directory.resolve("said");
        List<String> command = new ArrayList<>(
                List.of(
                        TestPython.executable(),
                        "-c",
                        "import ast, sys\nfor name in sys.argv[1:]: ast.parse(open(name).read(), name, feature_version=(3, 9))"));
        ChildSources.FILES.forEach(file -> command.add(main.resolveSibling(file).toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(said)).isZero();
    }
}
