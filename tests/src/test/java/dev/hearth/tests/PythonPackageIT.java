package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tests of the Python package, in the environment of the tests' clients: on a gateway of their own, and two drivers at most. */
class PythonPackageIT {
    private static final int FEWEST = 138;
    private static final int MINUTES = 10;

    @TempDir
    Path folder;

    @Test
    void pytest_passesAllOfThem() throws Exception {
        Path log = folder.resolve("pytest.log");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Environment.clientPython(),
                        "-m",
                        "pytest",
                        "-q",
                        "-p",
                        "no:cacheprovider",
                        "-rs",
                        "--basetemp=" + folder.resolve("p"),
                        "--durations=10",
                        "tests"))
                .directory(Environment.root().resolve("kernelspecs/python").toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("HEARTH_TEST_PYTHON", Environment.python());
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        Process pytest = builder.start();
        boolean ended;
        try {
            ended = pytest.waitFor(MINUTES, TimeUnit.MINUTES);
        } finally {
            pytest.descendants().forEach(ProcessHandle::destroyForcibly);
            pytest.destroyForcibly().waitFor();
        }
        String printed = Files.readString(log);
        System.out.println(printed);
        assertThat(ended).as(printed).isTrue();
        assertThat(pytest.exitValue()).as(printed).isZero();
        Matcher passed = Pattern.compile("(\\d+) passed").matcher(printed);
        assertThat(passed.find()).as(printed).isTrue();
        assertThat(Integer.parseInt(passed.group(1))).isGreaterThanOrEqualTo(FEWEST);
        assertThat(printed).doesNotContain("skipped");
    }
}
