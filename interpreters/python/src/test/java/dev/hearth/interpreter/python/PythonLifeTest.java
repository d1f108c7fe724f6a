package dev.hearth.interpreter.python;

import static dev.hearth.interpreter.python.TestPython.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.interpreter.ExecutionResult.Failed;
import dev.hearth.interpreter.ExecutionResult.Interrupted;
import dev.hearth.interpreter.InterpreterDiedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonLifeTest {
    private final Path directory;

    PythonLifeTest(@TempDir Path directory) {
        this.directory = directory;
    }

    /** Looks often: the JDK itself looks for the end of processes that are not ours at growing intervals. */
    private static boolean isGone(long pid) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (ProcessHandle.of(pid).isPresent() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return ProcessHandle.of(pid).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "import os; print('last', flush=True); os._exit(7)|ended with exit status 7|",
                "import os; os.kill(os.getpid(), 9)|was ended by signal 9 (SIGKILL)|",
                "import ctypes; ctypes.string_at(0)|was ended by signal 11 (SIGSEGV)|Segmentation fault",
            })
    void execute_processDies_saysHowAndStartsAgain(String code, String how, String lastWords) throws Exception {
        try (TestPython python = new TestPython(TestPython.plain(directory))) {
            assertThatThrownBy(() -> python.run(code, new RecordingContext()))
                    .isInstanceOf(InterpreterDiedException.class)
                    .hasMessageContaining(how)
                    .hasMessageContaining("variables are lost")
                    .hasMessageContaining(lastWords == null ? "" : lastWords);
            assertThatThrownBy(() -> python.text("1")).isInstanceOf(InterpreterDiedException.class);
            python.python.start();
            assertThat(python.text("1 + 1")).isEqualTo("2");
        }
    }

    @Test
    void execute_processDies_keepsWhatItSaidBefore() throws Exception {
        try (TestPython python = new TestPython(TestPython.plain(directory))) {
            RecordingContext said = new RecordingContext();
            assertThatThrownBy(() -> python.run("import os; print('last', flush=True); os._exit(0)", said))
                    .isInstanceOf(InterpreterDiedException.class);
            assertThat(said.out()).isEqualTo("last\n");
        }
    }

    @Test
    void start_noSuchExecutable_saysWhatWasTried() {
        PythonSettings settings = PythonSettings.of("/no/such/python", directory, directory.resolve("private"));
        assertThatThrownBy(() -> new PythonInterpreter(settings).start())
                .isInstanceOf(InterpreterDiedException.class)
                .hasMessageContaining("/no/such/python")
                .hasMessageContaining("3.9");
    }

    @Test
    void start_failingPython_saysItsLastWords() throws Exception {
        Path fake = script("echo 'the licence has expired' >&2; exit 9");
        assertThatThrownBy(() -> new PythonInterpreter(settings(fake)).start())
                .isInstanceOf(InterpreterDiedException.class)
                .hasMessageContaining("ended with exit status 9")
                .hasMessageContaining("the licence has expired");
    }

    @Test
    void start_tooOldPython_saysSo() throws Exception {
        Path source = ChildSources.writeTo(directory.resolve("copy"));
        String text = Files.readString(source).replace("(3, 9)", "(9, 9)");
        assertThat(text).contains("(9, 9)");
        Files.writeString(source, text);
        Path fake = script("exec " + TestPython.executable() + " " + source);
        assertThatThrownBy(() -> new PythonInterpreter(settings(fake)).start())
                .isInstanceOf(InterpreterDiedException.class)
                .hasMessageContaining("exit status 3")
                .hasMessageContaining("Hearth needs Python 3.9 or later");
    }

    @Test
    void start_silentPython_timesOut() throws Exception {
        Path fake = script("echo hm; exec sleep 100");
        PythonSettings settings = settings(fake).withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(1));
        assertThatThrownBy(() -> new PythonInterpreter(settings).start())
                .isInstanceOf(InterpreterDiedException.class)
                .hasMessageContaining("was not ready within 1 s")
                .hasMessageContaining("hm");
    }

    @Test
    void start_deepDirectory_findsAShortPathForItsSocket() throws Exception {
        Path deep = directory.resolve("d".repeat(100));
        PythonSettings settings = PythonSettings.of(TestPython.executable(), directory, deep);
        try (TestPython python = new TestPython(settings)) {
            assertThat(python.text("1 + 1")).isEqualTo("2");
        }
        assertThat(Files.getPosixFilePermissions(deep)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void close_endsEverythingThatCellsStarted() throws Exception {
        TestPython python = TestPython.in(directory);
        long own = Long.parseLong(python.text("import os; os.getpid()"));
        long child = Long.parseLong(python.text("import subprocess; subprocess.Popen(['sleep', '1000']).pid"));
        String orphan = python.output("subprocess.run(['sh', '-c', 'sleep 1000 >/dev/null 2>&1 & echo $!']);")
                .out()
                .strip();
        python.close();
        python.close();
        assertThat(List.of(isGone(own), isGone(child), isGone(Long.parseLong(orphan))))
                .doesNotContain(false);
    }

    @Test
    void close_whileACellRuns_endsIt() throws Exception {
        TestPython python = new TestPython(TestPython.plain(directory));
        RecordingContext context = new RecordingContext();
        var cell = python.begin("print('on', flush=True)\nwhile True: pass", context);
        context.awaitOutput();
        python.close();
        assertThat(cell)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(InterpreterDiedException.class)
                .withMessageContaining("shut down");
    }

    @Test
    void settings_reachTheChild() throws Exception {
        Path modules = Files.createDirectory(directory.resolve("modules"));
        Files.writeString(modules.resolve("mine.py"), "x = 12");
        PythonSettings settings = TestPython.settings(directory)
                .withPythonPath(List.of(modules))
                .withEnvironment(Map.of("GREETING", "hello", "PYSPARK_PYTHON", "/of/executors"));
        try (TestPython python = new TestPython(settings)) {
            assertThat(python.text("import mine, os; (mine.x, os.environ['GREETING'], os.getcwd())"))
                    .isEqualTo("(12, 'hello', '" + directory.toRealPath() + "')");
            assertThat(python.text(lines(
                            "import sys",
                            "[os.environ['PYSPARK' + which + '_PYTHON'] for which in ('', '_DRIVER')], sys.path[0]")))
                    .isEqualTo("(['/of/executors', '" + TestPython.executable() + "'], '')");
        }
    }

    @Test
    void spark_thatFailed_isToldToCellsThatNameItAndToNoOther() throws Exception {
        PythonSettings settings = TestPython.plain(directory)
                .withSpark(() -> CompletableFuture.failedFuture(new IllegalStateException("the queue is full")));
        try (TestPython python = new TestPython(settings)) {
            assertThat(python.text("1 + 1")).isEqualTo("2");
            RecordingContext context = new RecordingContext();
            Failed failed = (Failed) python.run("spark.range(1)", context);
            assertThat(failed.ename()).isEqualTo("NameError");
            assertThat(context.err()).contains("Spark is not available in this session: ");
            assertThat(python.output("print(3)").err()).isEmpty();
        }
    }

    @Test
    void spark_thatIsAwaited_canBeInterrupted() throws Exception {
        PythonSettings settings = TestPython.plain(directory).withSpark(CompletableFuture::new);
        Path library = Files.createDirectories(directory.resolve("missing/pyspark/sql"));
        Files.createFile(library.resolve("__init__.py"));
        Files.createFile(library.resolveSibling("__init__.py"));
        try (TestPython python = new TestPython(settings)) {
            var cell = python.begin("spark", new RecordingContext());
            // Nothing tells that it waits; an interrupt before it does is as good.
            TimeUnit.MILLISECONDS.sleep(200);
            python.interrupt();
            assertThat(cell.get(10, TimeUnit.SECONDS)).isInstanceOf(Interrupted.class);
            assertThat(python.text("1 + 1")).isEqualTo("2");
        }
    }

    private PythonSettings settings(Path executable) {
        return PythonSettings.of(executable.toString(), directory, directory.resolve("private"));
    }

    private Path script(String body) throws Exception {
        Path script = directory.resolve("python");
        Files.writeString(script, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script;
    }
}
