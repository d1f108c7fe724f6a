package dev.hearth.bridge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A bridge in this process, with its connection file. */
final class Kernel implements AutoCloseable {
    final ConnectionFile connection;
    final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();

    private final Bridge bridge;
    private final CompletableFuture<Integer> ended;

    Kernel(Path folder, URI gateway, String... more) throws Exception {
        this(folder, connectionFile(folder, "a-key"), gateway, more);
    }

    /** A kernel with a connection file of one's own. */
    Kernel(Path folder, Path file, URI gateway, String... more) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "the-token\n");
        List<String> words = new ArrayList<>(List.of(
                "--connection",
                file.toString(),
                "--url",
                gateway.toString(),
                "--token-file",
                token.toString(),
                "--language",
                "python"));
        words.addAll(List.of(more));
        connection = ConnectionFile.read(file);
        bridge = Bridge.start(Arguments.read(words.toArray(String[]::new)), new BridgeLog(log::add, System::nanoTime));
        ended = CompletableFuture.supplyAsync(bridge::await, task -> new Thread(task, "bridge-main").start());
    }

    /** A connection file with five ports that were free a moment ago. */
    static Path connectionFile(Path folder, String key) throws IOException {
        return connectionFile(folder, key, "");
    }

    /** The same with more fields, from a comma on. */
    static Path connectionFile(Path folder, String key, String more) throws IOException {
        StringBuilder text = new StringBuilder("{");
        List<ServerSocket> taken = new ArrayList<>();
        for (String name : List.of("shell", "control", "iopub", "stdin", "hb")) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            taken.add(socket);
            text.append('"')
                    .append(name)
                    .append("_port\":")
                    .append(socket.getLocalPort())
                    .append(',');
        }
        for (ServerSocket socket : taken) {
            socket.close();
        }
        text.append("\"ip\":\"127.0.0.1\",\"transport\":\"tcp\",\"signature_scheme\":\"hmac-sha256\",\"key\":\"")
                .append(key)
                .append('"')
                .append(more)
                .append('}');
        return Files.writeString(folder.resolve("connection.json"), text);
    }

    /** Ends it from outside. */
    void end() {
        bridge.end(0);
    }

    int exitCode() throws Exception {
        return ended.get(15, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        end();
        ended.orTimeout(15, TimeUnit.SECONDS).join();
    }
}
