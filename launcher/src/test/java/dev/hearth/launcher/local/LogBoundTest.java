package dev.hearth.launcher.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogBoundTest {
    private static final int MAX_BYTES = 20_000;

    private final LogBound bound = new LogBound(MAX_BYTES);
    private Path log;

    @BeforeEach
    void use(@TempDir Path folder) {
        log = folder.resolve("driver.log");
    }

    @Test
    void keep_shortLog_leavesItAlone() throws IOException {
        Files.writeString(log, "x".repeat(MAX_BYTES));

        assertThat(bound.keep(log)).isFalse();

        assertThat(log).hasSize(MAX_BYTES);
        assertThat(LogBound.old(log)).doesNotExist();
    }

    @Test
    void keep_longLogThatIsHeldOpen_keepsWholeLinesOfItsEndAndTheWriterGoesOn() throws IOException {
        try (OutputStream driver = Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            write(driver, 0, 5000);
            assertThat(bound.keep(log)).isTrue();
            write(driver, 5000, 5010);
        }

        List<String> old = Files.readAllLines(LogBound.old(log));
        assertThat(Files.size(LogBound.old(log))).isBetween(MAX_BYTES / 2 - 20L, MAX_BYTES / 2L);
        assertThat(old).endsWith("line 4999").containsExactlyElementsOf(lines(5000 - old.size(), 5000));
        assertThat(Files.readAllLines(log)).containsExactlyElementsOf(lines(5000, 5010));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(LogBound.old(log))))
                .isEqualTo("rw-------");
        assertThat(LogTail.of(log).lines()).hasSize(50).startsWith("line 4960").endsWith("line 5009");
    }

    @Test
    void keep_againAndAgain_staysWithinBothFiles() throws IOException {
        try (OutputStream driver = Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int from = 0; from < 50_000; from += 1000) {
                write(driver, from, from + 1000);
                bound.keep(log);
                assertThat(Files.size(log)
                                + Files.size(LogBound.old(log).toFile().exists() ? LogBound.old(log) : log))
                        .isLessThan(3 * MAX_BYTES);
            }
        }

        try (var files = Files.list(log.getParent())) {
            assertThat(files).hasSize(2);
        }
        assertThat(LogTail.of(log).lines()).endsWith("line 49999");
    }

    @Test
    void keep_oneEndlessLine_isCutAnywhere() throws IOException {
        Files.writeString(log, "x".repeat(3 * MAX_BYTES));

        assertThat(bound.keep(log)).isTrue();

        assertThat(LogBound.old(log)).hasSize(MAX_BYTES / 2);
    }

    @Test
    void bound_ofLessThanTwoLines_isRefused() {
        assertThatThrownBy(() -> new LogBound(100)).hasMessage("a log of at most 100 bytes holds no line");
    }

    private static void write(OutputStream out, int from, int to) throws IOException {
        out.write((String.join("\n", lines(from, to)) + "\n").getBytes(UTF_8));
    }

    private static List<String> lines(int from, int to) {
        return IntStream.range(from, to).mapToObj(each -> "line " + each).toList();
    }
}
