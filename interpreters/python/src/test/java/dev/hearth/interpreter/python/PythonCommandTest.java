package dev.hearth.interpreter.python;

import static dev.hearth.interpreter.python.TestPython.lines;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.interpreter.ExecutionResult.Interrupted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Commands of the shell in cells: {@code !command}. */
@ExtendWith(SharedPython.class)
class PythonCommandTest {
    private final TestPython python;

    PythonCommandTest(TestPython python) {
        this.python = python;
    }

    @Test
    void output_ofTwoMillionLines_passesSoonInBoundedMemory() throws Exception {
        long printed = millis("for n in range(1, 200_001): print(n)", 1_288_895);
        long before = kibibytes();
        // A terminal ends lines with two characters.
        long said = millis("!seq 1 2000000", 14_888_896 + 2_000_000);
        System.out.printf("200,000 lines printed in %d ms, 2,000,000 by a command in %d ms%n", printed, said);
        assertThat(said).isLessThan(10_000 + 10 * printed);
        assertThat(kibibytes() - before).isLessThan(16 << 10);
    }

    private long millis(String code, long bytes) throws Exception {
        RecordingContext context = new RecordingContext(false, true);
        long began = System.nanoTime();
        python.value(code, context);
        long ended = System.nanoTime();
        assertThat(context.streamBytes.get()).isEqualTo(bytes);
        return TimeUnit.NANOSECONDS.toMillis(ended - began);
    }

    private long kibibytes() throws Exception {
        return Long.parseLong(python.text("import resource; resource.getrusage(resource.RUSAGE_SELF).ru_maxrss"));
    }

    @Test
    void output_keepsItsPlaceAmongWhatElseIsSaid() throws Exception {
        RecordingContext context = python.output(lines(
                "import os",
                "for n in range(3):",
                "    print('print', n)",
                "    !echo command €$((n + {n})); echo error >&2",
                "    os.system('echo process %d' % n)"));
        assertThat(context.out().replace("\r", ""))
                .isEqualTo(lines(
                        "print 0\ncommand €0\nerror\nprocess 0",
                        "print 1\ncommand €1\nerror\nprocess 1",
                        "print 2\ncommand €2\nerror\nprocess 2\n"));
    }

    @Test
    void output_comesWhileTheCommandRuns_andGoesWhereOutputIsRedirected() throws Exception {
        RecordingContext context = new RecordingContext();
        var cell = python.begin("!echo early; sleep 100", context);
        context.awaitOutput();
        assertThat(context.out()).isEqualTo("early\r\n");
        python.interrupt();
        assertThat(cell.get(10, TimeUnit.SECONDS)).isInstanceOf(Interrupted.class);
        context = python.output(lines(
                "from IPython.utils.capture import capture_output",
                "with capture_output() as held:",
                "    !echo hidden"));
        assertThat(context.out()).isEmpty();
        assertThat(python.text("held.stdout")).isEqualTo("'hidden\\r\\n'");
    }

    @Test
    void status_isThatOfTheShell_andOfASignalNegative() throws Exception {
        assertThat(python.text(lines(
                        "codes = []",
                        "for line in ('true', 'exit 3', 'exit 130', 'kill -9 $$', 'exec >/dev/null 2>&1 </dev/null; exit 4'):",
                        "    !{line}",
                        "    codes.append(_exit_code)",
                        "codes")))
                .isEqualTo("[0, 3, -2, -9, 4]");
        assertThat(python.text("listed = !echo hi\nlist(listed)")).isEqualTo("['hi']");
        assertThat(python.run("!sleep 1 &", new RecordingContext()).toString()).contains("Background processes");
    }

    @Test
    void names_ofTheFunctionThatRunsIt_areFilledIn() throws Exception {
        RecordingContext context = python.output(
                "cmd = 'global'\ndef say(word):\n    !echo {word} $cmd \"two  blanks\" 'quo'ted\nsay('local')");
        assertThat(context.out()).isEqualTo("local global two  blanks quoted\r\n");
        assertThat(python.text("def told(word):\n    heard = !echo {word}\n    return list(heard)\ntold('local')"))
                .isEqualTo("['local']");
    }

    @Test
    void interrupt_reachesAllThatTheCommandRuns_andThenKills() throws Exception {
        RecordingContext context = new RecordingContext();
        var cell = python.begin(
                "!trap 'echo trapped' INT; (trap '' INT; sh -c 'echo on $PPID; sleep 100; true'); sleep 100", context);
        context.awaitOutput();
        python.interrupt();
        assertThat(cell.get(10, TimeUnit.SECONDS)).isInstanceOf(Interrupted.class);
        String deaf = context.out().replaceAll("(?s)on (\\d+).*", "$1");
        assertThat(python.text(lines(
                        "import os, time",
                        "for _ in range(100):",
                        "    if not os.path.exists('/proc/" + deaf + "/exe'): break",
                        "    time.sleep(0.05)",
                        "(os.path.exists('/proc/" + deaf + "/exe'), _exit_code)")))
                .isEqualTo("(False, -9)");
    }

    /** Looks in /proc for a process with that word among its arguments, for a while until there is none. */
    private static boolean isGone(String word) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (isThere(word)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return true;
    }

    private static boolean isThere(String word) throws Exception {
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    if (Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                            .contains(word)) {
                        return true;
                    }
                } catch (IOException e) {
                    // it has ended meanwhile
                }
            }
        }
        return false;
    }

    @Test
    void interrupt_whileTheCommandStarts_leavesNothingRunning() throws Exception {
        for (int i = 0; i < 20; i++) {
            RecordingContext context = new RecordingContext();
            var cell = python.begin("print('on', flush=True)\n!sleep 91.7" + i, context);
            context.awaitOutput();
            TimeUnit.MICROSECONDS.sleep(i * 300L);
            python.interrupt();
            assertThat(cell.get(10, TimeUnit.SECONDS)).isInstanceOf(Interrupted.class);
        }
        assertThat(isGone("sleep\u000091.7")).isTrue();
    }

    @Test
    void interrupt_endsWhatTheShellPutInTheBackground() throws Exception {
        RecordingContext context = new RecordingContext();
        var cell = python.begin("!trap '' HUP; sleep 92.5 & echo on; sleep 92.6", context);
        context.awaitOutput();
        python.interrupt();
        assertThat(cell.get(10, TimeUnit.SECONDS)).isInstanceOf(Interrupted.class);
        assertThat(isGone("sleep\u000092.")).isTrue();
    }

    @Test
    void command_ofAPythonThatIsKilled_endsWithIt(@TempDir Path directory) throws Exception {
        try (TestPython own = TestPython.in(directory)) {
            long pid = Long.parseLong(own.text("import os; os.getpid()"));
            RecordingContext context = new RecordingContext();
            var cell = own.begin("!(sleep 93.5; true) & echo on; sleep 93.6", context);
            context.awaitOutput();
            assertThat(isThere("sleep\u000093.6")).isTrue();
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            assertThat(isGone("sleep\u000093.")).isTrue();
            assertThat(cell).failsWithin(10, TimeUnit.SECONDS);
        }
    }
}
