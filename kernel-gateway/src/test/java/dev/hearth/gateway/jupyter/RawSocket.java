package dev.hearth.gateway.jupyter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A WebSocket on a kernel's channels, byte by byte: it says what it is told to, and reads only when it is told to. Only functions. */
final class RawSocket {
    private static final int SMALL_BUFFER = 64 << 10;

    private RawSocket() {}

    /**
     * Connects; the gateway has answered the upgrade.
     *
     * @param session the {@code session_id}, and what follows it in the query
     * @param headers further lines of the request, each with its line end
     */
    static Socket open(FaceBench bench, String kernel, String session, String headers) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(SMALL_BUFFER); // who does not read is soon behind
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), bench.port()));
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(("GET /api/kernels/" + kernel + "/channels?token=" + FaceBench.TOKEN + "&session_id=" + session
                                + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" + headers
                                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) socket.getInputStream().read());
        }
        assertThat(head).startsWith("HTTP/1.1 101").doesNotContainIgnoringCase("sec-websocket-extensions");
        return socket;
    }

    static Socket open(FaceBench bench, String kernel, String session) throws IOException {
        return open(bench, kernel, session, "");
    }

    /** Reads to the close frame and gives its code; fails at an end without one. */
    static int closeCode(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        while (true) {
            int opCode = in.readUnsignedByte() & 0x0f;
            int length = in.readUnsignedByte();
            long size = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
            if (opCode == 8) {
                return in.readUnsignedShort();
            }
            in.skipNBytes(size);
        }
    }
}
