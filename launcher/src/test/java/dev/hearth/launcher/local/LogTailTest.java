package dev.hearth.launcher.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {

    private Path folder;

    @BeforeEach
    void use(@TempDir Path temporary) {
        folder = temporary;
    }

    @Test
    void of_missingFile_isEmpty() {
        assertThat(LogTail.of(folder.resolve("none")).lines()).isEmpty();
    }

    @Test
    void of_fewLines_hasThemAll() throws IOException {
        assertThat(LogTail.of(written("one\ntwo\n\nfour")).lines()).containsExactly("one", "two", "", "four");
    }

    @Test
    void of_manyLines_hasTheLastFifty() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            text.append("line ").append(i).append('\n');
        }

        LogTail tail = LogTail.of(written(text.toString()));

        assertThat(tail.lines()).hasSize(50).startsWith("line 4950").endsWith("line 4999");
    }

    @Test
    void of_longLines_staysBelow16KiBAndCutsNoCharacter() throws IOException {
        LogTail tail = LogTail.of(written("first\n" + "ä".repeat(20_000) + "\nlast\n"));

        assertThat(tail.lines()).hasSize(2).endsWith("last");
        assertThat(tail.lines().get(0)).matches("ä+");
        assertThat(String.join("\n", tail.lines()).getBytes(StandardCharsets.UTF_8).length)
                .isBetween(16_000, 16 * 1024);
    }

    @Test
    void of_oneLineLongerThanWhatIsRead_hasItsEnd() throws IOException {
        LogTail tail = LogTail.of(written("x".repeat(200_000)));

        assertThat(tail.lines()).hasSize(1);
        assertThat(tail.lines().get(0)).hasSize(16 * 1024);
    }

    @Test
    void of_hundredMegabytes_readsOnlyTheEnd() throws IOException {
        Path file = folder.resolve("large");
        ByteBuffer block = ByteBuffer.wrap("0123456789abcde\n".repeat(65_536).getBytes(StandardCharsets.US_ASCII));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int i = 0; i < 100; i++) {
                channel.write(block.rewind());
            }
        }
        try (BufferedWriter writer = Files.newBufferedWriter(file, StandardOpenOption.APPEND)) {
            writer.write("the end\n");
        }
        LogTail.of(file);

        long before = cpuNanos();
        LogTail tail = LogTail.of(file);
        Duration taken = Duration.ofNanos(cpuNanos() - before);

        assertThat(tail.lines()).hasSize(50).endsWith("the end");
        assertThat(taken).isLessThan(Duration.ofMillis(100));
    }

    /** Of this thread, so that a busy machine does not count. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private Path written(String text) throws IOException {
        return Files.writeString(folder.resolve("log"), text);
    }
}
