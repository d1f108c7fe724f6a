package dev.hearth.launcher.installation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteWatchdog;
import org.apache.commons.exec.PumpStreamHandler;

/**
 * Runs a command that answers a question and ends by itself.
 *
 * <p>Immutable and thread-safe.
 */
final class ShortCommand {

    private static final int MAX_OUTPUT_BYTES = 64 * 1024;

    private final Duration timeout;
    private final Map<String, String> environment;

    ShortCommand(Duration timeout, Map<String, String> environment) {
        this.timeout = timeout;
        this.environment = Map.copyOf(environment);
    }

    /**
     * What the command printed to both standard streams, cut at 64 KiB. It runs in the root folder, so that nothing
     * near the caller can change what it finds.
     *
     * @throws IOException if it cannot be started, exits with another code than 0, or takes too long
     */
    String run(List<String> arguments) throws IOException {
        Answer answer = ask(arguments);
        if (answer.code() != 0) {
            throw new IOException("exit code " + answer.code() + ": " + lastLine(answer.output()));
        }
        return answer.output();
    }

    /** How a command ended, and what it printed. */
    record Answer(int code, String output) {}

    /** As {@link #run}, whatever it exits with. */
    Answer ask(List<String> arguments) throws IOException {
        CommandLine line = new CommandLine(arguments.get(0));
        arguments.subList(1, arguments.size()).forEach(argument -> line.addArgument(argument, false));
        BoundedOutput output = new BoundedOutput();
        PumpStreamHandler streams = new PumpStreamHandler(output);
        // What the command itself started may hold the pipe open when the command is long dead.
        streams.setStopTimeout(Duration.ofSeconds(1));
        DefaultExecutor executor = DefaultExecutor.builder()
                .setWorkingDirectory(Path.of("/").toFile())
                .setExecuteStreamHandler(streams)
                .get();
        ExecuteWatchdog watchdog = ExecuteWatchdog.builder().setTimeout(timeout).get();
        executor.setWatchdog(watchdog);
        executor.setExitValues(null);
        int code = execute(executor, line, watchdog);
        return new Answer(code, output.text());
    }

    private int execute(DefaultExecutor executor, CommandLine line, ExecuteWatchdog watchdog) throws IOException {
        int code;
        try {
            code = executor.execute(line, environment);
        } catch (IOException e) {
            if (!watchdog.killedProcess()) {
                throw e;
            }
            code = -1;
        }
        if (watchdog.killedProcess()) {
            throw new IOException("no answer within " + timeout.toSeconds() + " s");
        }
        return code;
    }

    private static String lastLine(String text) {
        List<String> lines = text.strip().lines().toList();
        return lines.isEmpty() ? "nothing printed" : lines.get(lines.size() - 1);
    }

    /** Keeps the beginning, drops the rest. */
    private static final class BoundedOutput extends OutputStream {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int value) {
            if (kept.size() < MAX_OUTPUT_BYTES) {
                kept.write(value);
            }
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            kept.write(bytes, offset, Math.min(length, MAX_OUTPUT_BYTES - kept.size()));
        }

        synchronized String text() {
            return kept.toString(StandardCharsets.UTF_8);
        }
    }
}
