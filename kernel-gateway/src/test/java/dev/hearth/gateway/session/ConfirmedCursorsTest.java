package dev.hearth.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfirmedCursorsTest {
    @TempDir
    Path root;

    @Test
    void raise_neverGoesBackAndIsFoundByAnotherOpening() throws Exception {
        ConfirmedCursors cursors = new ConfirmedCursors(root.resolve("c"));
        assertThat(cursors.get("a")).isEmpty();
        cursors.raise("a", 7, 1);
        cursors.raise("a", 5, 2);
        cursors.raise("b", 0, 3);
        ConfirmedCursors again = new ConfirmedCursors(root.resolve("c"));
        assertThat(again.get("a")).hasValue(7);
        assertThat(again.get("b")).hasValue(0);
    }

    @Test
    void file_hasItsRoomOnTheDiskFromTheBeginning() throws Exception {
        Path file = root.resolve("c");

        new ConfirmedCursors(file);

        assertThat(file).hasSize(8192);
        Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
        String blocks = new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        assertThat(Integer.parseInt(blocks)).isGreaterThanOrEqualTo(8192 / 512);
    }

    @Test
    void raise_beyondTheSlots_forgetsTheLeastRecentlyUsed() throws Exception {
        ConfirmedCursors cursors = new ConfirmedCursors(root.resolve("c"));
        for (int i = 0; i < ConfirmedCursors.SLOTS; i++) {
            cursors.raise("o" + i, i, 100 + i);
        }
        cursors.raise("o0", 1, 1000);
        cursors.raise("new", 9, 1001);
        assertThat(cursors.get("o0")).hasValue(1);
        assertThat(cursors.get("o1")).isEmpty();
        assertThat(cursors.get("o2")).hasValue(2);
        assertThat(cursors.get("new")).hasValue(9);
    }
}
