package dev.hearth.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.kernelspec.GatewayChoice;
import dev.hearth.gateway.kernelspec.StartLine;
import dev.hearth.gateway.security.Secret;
import dev.hearth.gateway.store.OwnFiles;
import dev.hearth.protocol.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The bridge on a session that there is, for clients that join kernels: {@code jupyter console --existing FILE}.
 *
 * <p>Confined to one thread. Owns a process, the connection file and the JVM's hook {@code hearth-stop}, until it ends.
 */
final class ExistingKernel {
    private static final List<String> SOCKETS = List.of("shell", "iopub", "stdin", "control", "hb");

    private final Path file;
    private final JsonNode session;
    private final GatewayChoice gateway;

    ExistingKernel(Path file, JsonNode session, GatewayChoice gateway) {
        this.file = file.toAbsolutePath().normalize();
        this.session = session;
        this.gateway = gateway;
    }

    /** Until the session ends, or this program is told to end; gives the bridge's exit code. */
    int run(PrintWriter out) throws IOException, InterruptedException {
        if (Files.exists(file)) {
            throw new IOException(file + " is there already: name a file that is not");
        }
        List<String> command = command();
        OwnFiles.write(file, new String(Json.writeBytes(connection()), StandardCharsets.UTF_8) + "\n");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment()
                    .put(
                            "JPY_PARENT_PID",
                            String.valueOf(ProcessHandle.current().pid()));
            Process bridge = builder.start();
            Thread hook = new Thread(() -> stop(bridge), "hearth-stop");
            Runtime.getRuntime().addShutdownHook(hook);
            out.println("jupyter console --existing " + shown());
            out.flush();
            int code = bridge.waitFor();
            Folders.removeHook(hook);
            return code;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private List<String> command() throws IOException {
        List<String> words = new ArrayList<>(List.of("--connection", file.toString()));
        words.addAll(List.of("--language", session.path("language").asText()));
        words.addAll(gateway.words());
        words.addAll(List.of("--session", session.path("id").asText(), "--since", "0"));
        return StartLine.read(Folders.home()).with(words);
    }

    private void stop(Process bridge) {
        bridge.destroy();
        try {
            bridge.waitFor();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It holds the key of sockets that are no more.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ObjectNode connection() throws IOException {
        ObjectNode connection = Json.object();
        List<ServerSocket> free = new ArrayList<>();
        try {
            for (String each : SOCKETS) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                free.add(socket);
                connection.put(each + "_port", socket.getLocalPort());
            }
        } finally {
            for (ServerSocket each : free) {
                each.close();
            }
        }
        connection.put("ip", "127.0.0.1");
        connection.put("transport", "tcp");
        connection.put("key", Secret.random());
        connection.put("signature_scheme", "hmac-sha256");
        connection.put("kernel_name", "hearth-" + session.path("language").asText());
        return connection;
    }

    /** As a shell takes it for one word. */
    private String shown() {
        String path = file.toString();
        return path.matches("[A-Za-z0-9_./+-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
    }
}
