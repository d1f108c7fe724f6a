package dev.hearth.interpreter.python;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The socket that a new child connects to, twice. Who connects must know the token that the child got on its standard input.
 * {@link #close} may come from any thread and ends every wait; the rest belongs to the thread that starts the child.
 */
final class Rendezvous implements AutoCloseable {
    private static final String SOCKET = "py";
    private static final int MAX_CALLERS = 8;
    private static final int MAX_SECTION_BYTES = 16 << 20;

    private final Path directory;
    private final ServerSocketChannel server;
    private final byte[] token;
    private final int maxBodyBytes;
    private final List<SocketChannel> unknown = new CopyOnWriteArrayList<>();

    private Rendezvous(Path directory, ServerSocketChannel server, String token, int maxBodyBytes) {
        this.directory = directory;
        this.server = server;
        this.token = token.getBytes(StandardCharsets.UTF_8);
        this.maxBodyBytes = maxBodyBytes;
    }

    /** A caller that knew the token. */
    record Caller(SocketChannel channel, FrameReader reader, JsonNode hello) {}

    static Rendezvous open(Path preferred, String token, int maxBodyBytes) throws IOException {
        Path directory = PrivateDirectory.forSocket(preferred, SOCKET);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(directory.resolve(SOCKET)));
        } catch (IOException e) {
            server.close();
            Files.deleteIfExists(directory);
            throw e;
        }
        return new Rendezvous(directory, server, token, maxBodyBytes);
    }

    Path socket() {
        return directory.resolve(SOCKET);
    }

    /** Waits for the caller that says it is {@code role}. */
    Caller accept(String role) throws IOException {
        for (int callers = 0; callers < MAX_CALLERS; callers++) {
            SocketChannel channel = server.accept();
            unknown.add(channel);
            FrameReader reader = new FrameReader(channel, maxBodyBytes + MAX_SECTION_BYTES);
            if (reader.next() && reader.kind() == FrameKind.HELLO) {
                JsonNode hello = reader.sections().json(0);
                byte[] said = hello.path("token").asText().getBytes(StandardCharsets.UTF_8);
                if (MessageDigest.isEqual(said, token)
                        && hello.path("channel").asText().equals(role)) {
                    unknown.remove(channel);
                    return new Caller(channel, reader, hello);
                }
            }
            unknown.remove(channel);
            channel.close();
        }
        throw new IOException("too many callers that are not the child");
    }

    @Override
    public void close() {
        try {
            server.close();
            for (SocketChannel channel : unknown) {
                channel.close();
            }
            Files.deleteIfExists(socket());
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            // Left behind in our own directory, which goes with the session.
        }
    }
}
