package dev.hearth.gateway.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Answers one path as a gateway does, to whoever has its token. Owns a port and a thread until it is closed. */
final class AnsweringGateway implements AutoCloseable {
    static final String TOKEN = "secret-of-the-test";

    private final HttpServer server;

    AnsweringGateway(String path, String json) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(path, exchange -> {
            boolean known =
                    ("token " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] body = (known ? json : "{\"message\": \"no\"}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(known ? 200 : 401, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** A file {@code token} with its token. */
    static Path tokenFile(Path folder, String mode) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
