package dev.hearth.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(90)
class KillIT {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    /** The child: appends for ever, and says each number that it got. */
    static final class Appender {
        private Appender() {}

        public static void main(String[] args) throws IOException {
            JournalSettings settings = new JournalSettings(64 << 10, 1 << 20, Durability.valueOf(args[1]));
            try (Journal journal = Journal.open(Path.of(args[0]), settings)) {
                for (int each = 0; each < Integer.MAX_VALUE; each++) {
                    long number = journal.append(Sample.entry(1, "k" + each % 5, "x".repeat(each % 3000)));
                    System.out.println(number);
                }
            } catch (IOException full) {
                System.out.println("failed " + full.getMessage());
            }
        }
    }

    private Process child(Durability durability, String... before) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String[] command = {
            java,
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path", "") + File.pathSeparator + "target/test-classes",
            Appender.class.getName(),
            folder.resolve("j").toString(),
            durability.name()
        };
        String line = String.join(" ", before) + " exec \"$@\"";
        String[] all = new String[command.length + 4];
        System.arraycopy(new String[] {"/bin/bash", "-c", line, "bash"}, 0, all, 0, 4);
        System.arraycopy(command, 0, all, 4, command.length);
        return new ProcessBuilder(all)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @ParameterizedTest
    @EnumSource
    void kill_whileAppending_leavesEveryNumberThatWasReported(Durability durability) throws Exception {
        long reported = 0;
        for (int round = 1; round <= 3; round++) {
            Process child = child(durability);
            try (BufferedReader lines = child.inputReader()) {
                long until = reported + 300L * round;
                while (reported < until) {
                    reported = Long.parseLong(lines.readLine());
                }
                child.toHandle()
                        .destroyForcibly(); // the process itself would close the pipe before it is read to its end
                String more = lines.readLine();
                while (more != null) {
                    reported = more.isEmpty() ? reported : Math.max(reported, Long.parseLong(more));
                    more = lines.readLine();
                }
            }
            assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
            reported = check(reported);
        }
    }

    /** All is there, without gaps; returns the highest number found. */
    private long check(long reported) throws IOException {
        try (Journal journal = Journal.open(folder.resolve("j"), JournalSettings.defaults());
                Cursor cursor = journal.cursor(1)) {
            long last = 0;
            JournalRecord record = cursor.next();
            while (record != null) {
                assertThat(record.number()).isEqualTo(last + 1);
                last = record.number();
                record = cursor.next();
            }
            assertThat(last).isGreaterThanOrEqualTo(reported);
            int indexed = 0;
            for (int key = 0; key < 5; key++) {
                indexed += journal.numbersFor(Sample.key("k" + key)).length;
            }
            assertThat(indexed).isEqualTo(last);
            return last;
        }
    }

    @Test
    void append_beyondTheSystemsFileLimit_failsAndLeavesAWholeJournal() throws Exception {
        Process child = child(Durability.BUFFERED, "ulimit -f 40;");
        String last = "";
        String before = "";
        try (BufferedReader lines = child.inputReader()) {
            String line = lines.readLine();
            while (line != null) {
                before = last;
                last = line;
                line = lines.readLine();
            }
        }
        assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(last).startsWith("failed ");
        try (Journal journal = Journal.open(folder.resolve("j"), JournalSettings.defaults())) {
            assertThat(journal.recovery().clean()).isTrue();
            assertThat(journal.lastNumber()).isEqualTo(Long.parseLong(before));
        }
    }
}
