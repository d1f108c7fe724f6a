package dev.hearth.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.session.SessionRow;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** A child JVM writes, says so, and is killed at once: what it said is there. */
@SuppressWarnings("NullAway.Init") // fields are set by JUnit
class StoreKillIT {

    @TempDir
    Path folder;

    /** Writes sessions and blocks of numbers for ever, and prints each when the method has returned. */
    static final class WriterMain {
        private WriterMain() {}

        @SuppressWarnings({"InfiniteLoopStatement", "SystemOut"})
        public static void main(String[] arguments) throws Exception {
            Store store = Store.open(Path.of(arguments[0]));
            while (true) {
                SessionRow row = store.sessions().insert(Rows.plain(UUID.randomUUID()));
                long first = store.sessions().reserveNumbers(row.id(), 100);
                System.out.println(row.id() + " " + row.number() + " " + first);
                System.out.flush();
            }
        }
    }

    @RepeatedTest(3)
    void commits_surviveKillMinus9() throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        WriterMain.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> said = new ArrayList<>();
        try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
            while (said.size() < 20) {
                said.add(Objects.requireNonNull(out.readLine(), "the child ended"));
            }
            child.toHandle().destroyForcibly(); // and leaves its output to be read
            // What it had said before it was killed counts too; a torn last line does not.
            out.lines().filter(line -> line.split(" ").length == 3).forEach(said::add);
        }
        assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
        said.remove(said.size() - 1);

        try (Store store = Store.open(folder)) {
            List<SessionRow> rows = store.sessions().all();
            for (String line : said) {
                String[] words = line.split(" ");
                UUID id = UUID.fromString(words[0]);
                assertThat(rows).anySatisfy(row -> {
                    assertThat(row.id()).isEqualTo(id);
                    assertThat(row.number()).hasToString(words[1]);
                });
                assertThat(store.sessions().reserveNumbers(id, 1)).isEqualTo(101);
            }
            int next = store.sessions().insert(Rows.plain(UUID.randomUUID())).number();
            assertThat(rows).allSatisfy(row -> assertThat(row.number()).isLessThan(next));
        }
    }
}
