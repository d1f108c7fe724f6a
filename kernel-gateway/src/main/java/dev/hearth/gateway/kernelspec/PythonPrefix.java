package dev.hearth.gateway.kernelspec;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The folder of a Python environment, as its {@code sys.prefix} says. Only functions. */
public final class PythonPrefix {
    private static final long PATIENCE_SECONDS = 30;
    private static final int MAX_ANSWER_BYTES = 64 << 10;
    private static final String ASK =
            "import sys; sys.stdout.buffer.write(sys.prefix.encode('utf-8', 'surrogateescape'))";

    /** Installers write the second form where the path is long, or has blanks in it. */
    private static final Pattern FIRST_LINE = Pattern.compile("#!\\s*(/\\S*python\\S*)(?:\\s.*)?");

    private static final Pattern SHELL_LINE = Pattern.compile("'''exec' (?:\"([^\"]+)\"|(\\S+)) .*");

    private PythonPrefix() {}

    /**
     * Asks this Python. Blocks up to half a minute.
     *
     * @throws IOException if it does not answer as a Python does
     */
    public static Path of(Path python) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(List.of(python.toString(), "-c", ASK))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
        } catch (IOException e) {
            throw new IOException("the Python " + python + " cannot be started", e);
        }
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(python + " does not answer as a Python does");
            }
            String prefix =
                    new String(process.getInputStream().readNBytes(MAX_ANSWER_BYTES), StandardCharsets.UTF_8).strip();
            if (!prefix.startsWith("/")) {
                throw new IOException(python + " does not answer as a Python does");
            }
            return Path.of(prefix);
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * The Python that runs the {@code jupyter} on the {@code PATH}; empty if there is none, or it is no script of a Python.
     */
    public static Optional<Path> ofJupyter(JupyterPlaces places) {
        return places.onPath("jupyter").flatMap(PythonPrefix::interpreter);
    }

    private static Optional<Path> interpreter(Path script) {
        try (BufferedReader lines = Files.newBufferedReader(script)) {
            String first = lines.readLine();
            String second = lines.readLine();
            Matcher direct = FIRST_LINE.matcher(first == null ? "" : first);
            if (direct.matches()) {
                return Optional.of(Path.of(direct.group(1)));
            }
            Matcher shell = SHELL_LINE.matcher(second == null ? "" : second);
            if (shell.matches()) {
                return Optional.of(Path.of(shell.group(1) == null ? shell.group(2) : shell.group(1)));
            }
            return Optional.empty();
        } catch (MalformedInputException e) {
            return Optional.empty(); // a program
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
