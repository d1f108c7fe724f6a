package dev.hearth.bridge;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Starts a gateway as a process that outlives this one: in a session of its own, since whoever ends a kernel ends its group of
 * processes. Confined to one thread.
 */
final class GatewayStart {
    private static final int PATIENCE_MINUTES = 10; // what is missing is made first
    private static final int TAIL_BYTES = 4096;
    private static final int MAX_SHOWN = 300;

    private final Path script;
    private final Path data;
    private final Path log;

    GatewayStart(Path script, Path data, Path log) {
        this.script = script;
        this.data = data;
        this.log = log;
    }

    /** Starts it on a port, 0 for any; gives whether it serves. */
    boolean on(int port) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        String path = System.getenv("PATH");
        for (String folder : (path == null ? "/usr/bin" : path).split(File.pathSeparator)) {
            if (command.isEmpty() && Files.isExecutable(Path.of(folder, "setsid"))) {
                command.add(folder + "/setsid");
            }
        }
        command.addAll(List.of(script.toString(), "serve", "--data", data.toString()));
        command.addAll(List.of("--port", String.valueOf(port), "--for-kernels"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(data.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        if (Files.isDirectory(script.resolveSibling(".hearth").resolve("lib"))) {
            builder.environment().put("HEARTH_NO_SETUP", "1"); // a kernel does not build anew because a source changed
        }
        builder.environment().putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        CompletableFuture<Boolean> serves = new CompletableFuture<>();
        Thread reader = new Thread(() -> serves.complete(says(process)), "hearth-start");
        reader.setDaemon(true);
        reader.start();
        try {
            return serves.get(PATIENCE_MINUTES, TimeUnit.MINUTES);
        } catch (TimeoutException e) {
            process.destroy();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** It prints one line when it serves; its end is the end of what it prints. The line holds a secret, and is not kept. */
    private static boolean says(Process process) {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            return out.readLine() != null;
        } catch (IOException e) {
            return false;
        }
    }

    /** The last line of its log. */
    String lastWords() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            byte[] tail = new byte[(int) Math.min(file.length(), TAIL_BYTES)];
            file.seek(file.length() - tail.length);
            file.readFully(tail);
            String text = new String(tail, StandardCharsets.UTF_8).stripTrailing();
            String line = text.substring(text.lastIndexOf('\n') + 1);
            return line.length() > MAX_SHOWN ? line.substring(0, MAX_SHOWN) + "…" : line;
        }
    }
}
