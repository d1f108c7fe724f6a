package dev.hearth.interpreter.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

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
}
