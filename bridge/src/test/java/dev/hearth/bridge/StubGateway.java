package dev.hearth.bridge;

import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.wire.V1Layout;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * As much of a gateway as a bridge sees: it gives sessions, and talks on a WebSocket as it is told. One client at a time.
 * Thread-safe.
 */
final class StubGateway implements AutoCloseable {
    /** What came: requests of HTTP as {@code METHOD path}. */
    final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

    /** What came on the WebSocket. */
    final BlockingQueue<RawMessage> messages = new LinkedBlockingQueue<>();

    private final int port;
    private final ServerSocket server;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Talk> talk = new AtomicReference<>();
    private final BlockingQueue<Talk> begun = new LinkedBlockingQueue<>();
    private volatile int sessionStatus = 201;
    private volatile boolean pongs = true;
    private volatile int farewell;

    /** An open WebSocket. */
    private record Talk(Socket socket, DataOutputStream out) {}

    StubGateway(int port) throws IOException {
        server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        this.port = server.getLocalPort();
        Thread thread = new Thread(this::accept, "stub-gateway");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return port;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Answers requests for a session with this. */
    void sessions(int status) {
        sessionStatus = status;
    }

    /** Whether pings are answered, which says that what came before is kept. */
    void pongs(boolean answer) {
        pongs = answer;
    }

    /** Waits until a client has connected and asked to begin. */
    void awaitClient() throws InterruptedException {
        if (begun.poll(20, java.util.concurrent.TimeUnit.SECONDS) == null) {
            throw new AssertionError("nobody connected; " + calls);
        }
    }

    void send(RawMessage message) throws IOException {
        sendFrame(2, V1Layout.encodeWhole(message));
    }

    /** Says how far the log is that was sent. */
    void ping(long number) throws IOException {
        sendFrame(9, ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    /** Ends the connection without a word. */
    void drop() throws IOException {
        Talk now = talk.getAndSet(null);
        if (now != null) {
            now.socket().close();
        }
    }

    /** Says goodbye, now and to whoever comes later. */
    void close(int code) throws IOException {
        farewell = code;
        sayGoodbye(code);
    }

    private void sayGoodbye(int code) throws IOException {
        sendFrame(8, new byte[] {(byte) (code >> 8), (byte) code});
    }

    private void sendFrame(int opCode, byte[] payload) throws IOException {
        Talk now = talk.get();
        if (now == null) {
            throw new IOException("nobody is connected");
        }
        synchronized (now) {
            DataOutputStream out = now.out();
            out.writeByte(0x80 | opCode);
            if (payload.length < 126) {
                out.writeByte(payload.length);
            } else if (payload.length < 1 << 16) {
                out.writeByte(126);
                out.writeShort(payload.length);
            } else {
                out.writeByte(127);
                out.writeLong(payload.length);
            }
            out.write(payload);
            out.flush();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                Thread thread = new Thread(() -> serve(socket), "stub-connection");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        connections.add(socket);
        try (socket;
                DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()))) {
            DataOutputStream out =
                    new DataOutputStream(new java.io.BufferedOutputStream(socket.getOutputStream(), 1 << 16));
            while (!server.isClosed()) {
                List<String> head = head(in);
                if (head.isEmpty()) {
                    return;
                }
                String[] line = head.get(0).split(" ");
                in.readNBytes(Integer.parseInt(header(head, "content-length", "0")));
                calls.add(line[0] + " " + line[1]);
                String key = header(head, "sec-websocket-key", "");
                if (!key.isEmpty()) {
                    upgrade(out, key);
                    Talk opened = new Talk(socket, out);
                    talk.set(opened);
                    listen(in, opened);
                    return;
                }
                answer(out, line[0], line[1]);
            }
        } catch (IOException | MalformedMessageException e) {
            // The connection has ended.
        } finally {
            connections.remove(socket);
        }
    }

    private static List<String> head(DataInputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') {
                String text = line.toString(StandardCharsets.US_ASCII).strip();
                if (text.isEmpty()) {
                    return lines;
                }
                lines.add(text);
                line.reset();
            } else {
                line.write(c);
            }
        }
        return List.of();
    }

    private static String header(List<String> head, String name, String otherwise) {
        return head.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse(otherwise);
    }

    private void answer(DataOutputStream out, String method, String path) throws IOException {
        int status =
                switch (method) {
                    case "POST" -> sessionStatus;
                    case "DELETE" -> 204;
                    default -> path.equals("/api/kernels/a-session") ? 200 : 404;
                };
        String body = status == 204 ? "" : "{\"message\":\"the stub says " + status + "\"}";
        out.writeBytes("HTTP/1.1 " + status + " X\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        out.flush();
    }

    private static void upgrade(DataOutputStream out, String key) throws IOException {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            out.writeBytes("HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                    + Base64.getEncoder().encodeToString(hash) + "\r\nSec-WebSocket-Protocol: " + V1Layout.SUBPROTOCOL
                    + "\r\n\r\n");
            out.flush();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private void listen(DataInputStream in, Talk with) throws IOException, MalformedMessageException {
        boolean asked = false;
        while (true) {
            int opCode = in.readUnsignedByte() & 15;
            long length = in.readUnsignedByte() & 127;
            length = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
            byte[] mask = in.readNBytes(4);
            byte[] payload = in.readNBytes((int) length);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i & 3];
            }
            if (!with.equals(talk.get())) {
                return; // dropped; what was on its way then is lost
            }
            if (!asked) {
                asked = true;
                begun.add(with);
                if (farewell != 0) {
                    sayGoodbye(farewell);
                }
            }
            if (opCode == 2) {
                messages.add(V1Layout.decode(ByteBuffer.wrap(payload)));
            } else if (opCode == 9 && pongs) {
                sendFrame(10, payload);
            }
        }
    }

    /** Ends it as the end of a process does: also the connections that a client keeps for later. */
    @Override
    public void close() throws IOException {
        server.close();
        drop();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
