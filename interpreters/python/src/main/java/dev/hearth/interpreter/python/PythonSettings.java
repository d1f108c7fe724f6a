package dev.hearth.interpreter.python;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to run Python. Immutable.
 *
 * @param executable the interpreter: a path, or a name to look up in {@code PATH}
 * @param environment added to this process's environment; never a secret
 * @param workingDirectory where cells run
 * @param privateDirectory where the child's sources and its socket go; made with mode 0700
 * @param pythonPath put in front of {@code PYTHONPATH}: the {@code python} folder and the py4j archive of the Spark in use
 * @param spark where Spark is found, or null for a Python without
 * @param startTimeout for the child to be ready
 * @param requestTimeout for an answer to a completion, an inspection or a check
 * @param closeTimeout for the child to end by itself before it is killed
 * @param sparkTimeout how long a cell that names Spark waits for it
 * @param maxBodyBytes most bytes of one display or result
 */
public record PythonSettings(
        String executable,
        Map<String, String> environment,
        Path workingDirectory,
        Path privateDirectory,
        List<Path> pythonPath,
        @Nullable SparkAttachment spark,
        Duration startTimeout,
        Duration requestTimeout,
        Duration closeTimeout,
        Duration sparkTimeout,
        int maxBodyBytes) {
    public PythonSettings {
        environment = Map.copyOf(environment);
        pythonPath = List.copyOf(pythonPath);
        if (executable.isBlank()) {
            throw new IllegalArgumentException("no Python executable");
        }
        for (Duration timeout : List.of(startTimeout, requestTimeout, closeTimeout, sparkTimeout)) {
            if (timeout.isNegative() || timeout.isZero()) {
                throw new IllegalArgumentException("a time-out is longer than nothing: " + timeout);
            }
        }
        if (maxBodyBytes < 1 << 16 || maxBodyBytes > 1 << 30) {
            throw new IllegalArgumentException("maxBodyBytes is 64 KiB to 1 GiB: " + maxBodyBytes);
        }
    }

    /** Settings that work for most: no Spark, 30 s to start, 10 s for an answer, 128 MiB for a display. */
    public static PythonSettings of(String executable, Path workingDirectory, Path privateDirectory) {
        return new PythonSettings(
                executable,
                Map.of(),
                workingDirectory,
                privateDirectory,
                List.of(),
                null,
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofSeconds(3),
                Duration.ofMinutes(10),
                128 << 20);
    }

    /** These, with more environment. */
    public PythonSettings withEnvironment(Map<String, String> more) {
        return copy(more, pythonPath, spark, startTimeout, requestTimeout);
    }

    /** These, with entries in front of {@code PYTHONPATH}. */
    public PythonSettings withPythonPath(List<Path> entries) {
        return copy(environment, entries, spark, startTimeout, requestTimeout);
    }

    /** These, with Spark. */
    public PythonSettings withSpark(SparkAttachment attachment) {
        return copy(environment, pythonPath, attachment, startTimeout, requestTimeout);
    }

    /** These, with other time-outs to start and to answer. */
    public PythonSettings withTimeouts(Duration start, Duration request) {
        return copy(environment, pythonPath, spark, start, request);
    }

    private PythonSettings copy(
            Map<String, String> newEnvironment,
            List<Path> newPath,
            @Nullable SparkAttachment newSpark,
            Duration newStart,
            Duration newRequest) {
        return new PythonSettings(
                executable,
                newEnvironment,
                workingDirectory,
                privateDirectory,
                newPath,
                newSpark,
                newStart,
                newRequest,
                closeTimeout,
                sparkTimeout,
                maxBodyBytes);
    }
}
