package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Jupyter's own client in Python, and the kernelspecs that it finds, which start the bridge. Not thread-safe. */
final class BridgeClient {
    private final Path folder;

    /** What the client asks for while it plays. */
    interface Deed {
        void done(Process client) throws Exception;
    }

    /** Keeps its files in a folder. */
    BridgeClient(Path folder) {
        this.folder = folder;
    }

    /** The start line of a local kernel, as the set-up made it. */
    static List<String> startLine() throws Exception {
        Path file = Environment.root().resolve(".hearth/bridge/argv");
        assertThat(file).as("made by ./hearth setup").exists();
        return Files.readAllLines(file);
    }

    /** Installs a kernel whose bridge gets these words besides the connection file. */
    BridgeClient kernel(String name, List<String> words) throws Exception {
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        ArrayNode argv = spec.putArray("argv");
        startLine().forEach(argv::add);
        argv.add("--connection").add("{connection_file}");
        words.forEach(argv::add);
        spec.put("display_name", name).put("language", "python").put("interrupt_mode", "message");
        spec.putObject("metadata").putArray("supported_encryption").add("curve");
        Path kernel = Files.createDirectories(folder.resolve("jupyter/kernels").resolve(name));
        Files.writeString(kernel.resolve("kernel.json"), spec.toString());
        return this;
    }

    /** Plays; gives what was printed. What the client is killed for is no failure. */
    List<String> play(Map<String, Deed> deeds, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Environment.clientPython(),
                Environment.root()
                        .resolve("tests/src/test/python/bridge_client.py")
                        .toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JUPYTER_PATH", folder.resolve("jupyter").toString());
        builder.environment()
                .put("JUPYTER_RUNTIME_DIR", folder.resolve("runtime").toString());
        builder.environment().put("IPYTHONDIR", folder.resolve("ipython").toString());
        builder.environment().put("HEARTH_PYTHON", Environment.python());
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log()));
        Process client = builder.start();
        List<String> printed = new ArrayList<>();
        try (BufferedReader lines = client.inputReader(StandardCharsets.UTF_8);
                OutputStream in = client.getOutputStream()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                printed.add(line);
                Deed deed = line.startsWith("> ") ? deeds.get(line.substring(2)) : null;
                if (deed != null) {
                    deed.done(client);
                    if (!client.isAlive()) {
                        return printed;
                    }
                    in.write("done\n".getBytes(StandardCharsets.UTF_8));
                    in.flush();
                }
            }
            assertThat(client.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(client.exitValue()).as("%s%n%s", printed, said()).isZero();
            assertThat(printed).last().isEqualTo("over");
            return printed;
        } finally {
            client.descendants().forEach(ProcessHandle::destroyForcibly);
            client.destroyForcibly();
        }
    }

    private File log() {
        return folder.resolve("client.err").toFile();
    }

    /** What clients and bridges wrote on standard error. */
    String said() throws Exception {
        return Files.readString(log().toPath());
    }
}
