package dev.hearth.interpreter.python;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The operating system's side of a child: its command, its end, and the end of all that it started. Thread-safe.
 *
 * <p>The child makes itself the leader of a session and process group of its own, so that a Ctrl-C in our terminal does not
 * reach it, and so that one signal reaches everything below it.
 */
final class ChildProcess {
    private static final int SIGNALLED = 128;
    private static final int SIGINT = 2;
    private static final int SIGKILL = 9;
    private static final Map<Integer, String> SIGNALS = Map.of(
            1, "SIGHUP", 2, "SIGINT", 4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV",
            15, "SIGTERM", 24, "SIGXCPU");
    private static final Duration SIGNAL_TIMEOUT = Duration.ofSeconds(5);

    private final Process process;
    private final StderrTail tail;

    private ChildProcess(Process process, StderrTail tail) {
        this.process = process;
        this.tail = tail;
    }

    /** Starts the child and tells it {@code setup}, one line, on its standard input. */
    static ChildProcess launch(PythonSettings settings, Path main, byte[] setup) throws IOException {
        ProcessBuilder command = new ProcessBuilder(settings.executable(), main.toString());
        command.directory(settings.workingDirectory().toFile());
        command.redirectErrorStream(true);
        environment(settings, command.environment());
        Process process = command.start();
        StderrTail tail = new StderrTail(process.getInputStream());
        Thread thread = new Thread(tail, "python-log-" + process.pid());
        thread.setDaemon(true);
        thread.start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(setup);
            in.write('\n');
        } catch (IOException e) {
            // It ended before it read; its exit status and its last words say more than this exception.
        }
        return new ChildProcess(process, tail);
    }

    private static void environment(PythonSettings settings, Map<String, String> environment) {
        environment.remove("PYSPARK_GATEWAY_PORT");
        environment.remove("PYSPARK_GATEWAY_SECRET");
        environment.put("PYSPARK_PYTHON", settings.executable());
        environment.put("PYSPARK_DRIVER_PYTHON", settings.executable());
        environment.put("PYSPARK_PIN_THREAD", "true");
        environment.putAll(settings.environment());
        String path = Stream.concat(
                        settings.pythonPath().stream().map(Path::toString),
                        Stream.ofNullable(environment.get("PYTHONPATH")).filter(entry -> !entry.isEmpty()))
                .collect(Collectors.joining(":"));
        if (!path.isEmpty()) {
            environment.put("PYTHONPATH", path);
        }
    }

    long pid() {
        return process.pid();
    }

    CompletableFuture<Process> onExit() {
        return process.onExit();
    }

    boolean awaitExit(Duration timeout) throws InterruptedException {
        return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** "ended with exit status 1", "was ended by signal 11 (SIGSEGV)", or that it still runs. */
    String end() {
        if (process.isAlive()) {
            return "still runs";
        }
        int status = process.exitValue();
        int signal = status - SIGNALLED;
        if (signal > 0 && signal < 32) {
            return "was ended by signal " + signal
                    + (SIGNALS.containsKey(signal) ? " (" + SIGNALS.get(signal) + ")" : "");
        }
        return "ended with exit status " + status;
    }

    /** What the interpreter said last, as a sentence to append, or empty. */
    String lastWords() {
        String text = tail.text();
        return text.isEmpty() ? "" : "\nIts last words:\n" + text;
    }

    /** Sends SIGINT from outside, for a child whose own threads do not get to run. */
    void interrupt() throws InterruptedException {
        signal(SIGINT, Long.toString(process.pid()));
    }

    /** What the child started and what that started, now. */
    List<ProcessHandle> below() {
        return process.descendants().toList();
    }

    /** Ends the child and everything below it, at once. */
    void kill(boolean leadsGroup) {
        List<ProcessHandle> below = below();
        process.destroyForcibly();
        below.forEach(ProcessHandle::destroyForcibly);
        if (leadsGroup) {
            try {
                signal(SIGKILL, "-" + process.pid());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void signal(int number, String target) throws InterruptedException {
        try {
            // The JDK signals no groups and knows no SIGINT; a shell has its own kill, where the program may be
            // missing.
            Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -" + number + " " + target)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!kill.waitFor(SIGNAL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                kill.destroyForcibly();
            }
        } catch (IOException e) {
            // No shell: then only the JDK's own means are left, and they have been used.
        }
    }
}
