package dev.hearth.interpreter.python;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** The long form of what {@link PythonOutputTest} shows in short. */
@EnabledIfSystemProperty(named = "hearth.all", matches = "true")
@ExtendWith(SharedPython.class)
class PythonFloodTest {
    private final TestPython python;

    PythonFloodTest(TestPython python) {
        this.python = python;
    }

    @Test
    void gibibyte_ofPrintsProcessesAndC_passesInBoundedMemory() throws Exception {
        long quarter = 256L << 20;
        RecordingContext context = new RecordingContext(false, true);
        long before = used();
        long child = childKibibytes();
        python.value("for _ in range(512 * 1024): print('x' * 1023)", context);
        python.value(
                "import subprocess\nsubprocess.run(\"head -c " + quarter + " /dev/zero | tr '\\\\0' y\", shell=True);",
                context);
        python.value(
                TestPython.lines(
                        "import ctypes",
                        "libc = ctypes.CDLL(None)",
                        "line = b'z' * 1023",
                        "for _ in range(256 * 1024): libc.puts(line)"),
                context);
        assertThat(context.streamBytes.get()).isEqualTo(4 * quarter);
        assertThat(used() - before).isLessThan(16L << 20);
        assertThat(childKibibytes() - child).isLessThan(64L << 10);
        assertThat(python.text("1 + 1")).isEqualTo("2");
    }

    private long childKibibytes() throws Exception {
        return Long.parseLong(python.text("import resource; resource.getrusage(resource.RUSAGE_SELF).ru_maxrss"));
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
