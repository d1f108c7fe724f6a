package dev.hearth.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // fields are set by JUnit
class DataHealthTest {
    @TempDir
    Path root;

    private Store store;

    @BeforeEach
    void open() throws Exception {
        store = Store.open(Files.createDirectory(root.resolve("store")));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void allIsWell_andNothingIsLeftBehind() throws Exception {
        assertThat(new DataHealth(store, root, 1).look())
                .containsOnlyKeys("store", "data-directory", "disk")
                .allSatisfy((part, wrong) -> assertThat(wrong).as(part).isEmpty());
        try (var files = Files.list(root)) {
            assertThat(files).containsExactly(root.resolve("store"));
        }
    }

    @Test
    void closedStore_isNotWell() {
        store.close();
        Map<String, Optional<String>> found = new DataHealth(store, root, 1).look();
        assertThat(found.get("store")).contains("the store does not answer");
        assertThat(found.get("data-directory")).isEmpty();
    }

    @Test
    void directoryThatCannotBeWritten_isNotWell() {
        Map<String, Optional<String>> found = new DataHealth(store, root.resolve("gone"), 1).look();
        assertThat(found.get("data-directory")).contains("the data directory cannot be written");
        assertThat(found.get("store")).isEmpty();
    }

    @Test
    void diskWithLessRoomThanThereIsToBe_isNotWell_andSaysHowMuchThereIs() {
        Map<String, Optional<String>> found = new DataHealth(store, root, Long.MAX_VALUE).look();
        assertThat(String.valueOf(found.get("disk")))
                .contains("nearly full", "MiB")
                .doesNotContain(root.toString());
    }
}
