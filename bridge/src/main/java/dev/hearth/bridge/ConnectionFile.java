package dev.hearth.bridge;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.MalformedMessageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * A connection file, checked. Holds secrets: never log it. Immutable.
 *
 * <p>Shape: {@code transport} (only {@code tcp}), {@code ip}, {@code shell_port}, {@code iopub_port}, {@code stdin_port}, {@code
 * control_port}, {@code hb_port}, {@code key} (may be empty), {@code signature_scheme} (default {@code hmac-sha256}), and perhaps
 * {@code curve_publickey} and {@code curve_secretkey}. Other fields are ignored.
 */
final class ConnectionFile {
    private static final int MAX_BYTES = 64 << 10;
    private static final int MAX_PORT = 65_535;
    private static final int CURVE_CHARS = 40;

    private final String ip;
    private final Map<Channel, Integer> ports;
    private final String scheme;
    private final String key;
    private final String curvePublic;
    private final String curveSecret;

    private ConnectionFile(Map<String, String> fields, Map<Channel, Integer> ports) {
        this.ip = fields.getOrDefault("ip", "127.0.0.1");
        this.ports = ports;
        this.scheme = fields.getOrDefault("signature_scheme", "hmac-sha256");
        this.key = fields.getOrDefault("key", "");
        this.curvePublic = fields.getOrDefault("curve_publickey", "");
        this.curveSecret = fields.getOrDefault("curve_secretkey", "");
    }

    /** Reads a file. */
    static ConnectionFile read(Path file) throws BridgeException {
        Map<String, String> fields;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] text = in.readNBytes(MAX_BYTES + 1);
            if (text.length > MAX_BYTES) {
                throw bad(file, "is longer than " + MAX_BYTES + " bytes");
            }
            if (text.length == 0) {
                throw bad(file, "is empty");
            }
            fields = FlatJson.read(ByteBuffer.wrap(text));
        } catch (NoSuchFileException e) {
            throw bad(file, "does not exist");
        } catch (IOException e) {
            throw bad(file, "cannot be read (" + e.getClass().getSimpleName() + ")");
        } catch (MalformedMessageException e) {
            throw bad(file, "is not whole: " + e.getMessage());
        }
        return check(file, fields);
    }

    private static ConnectionFile check(Path file, Map<String, String> fields) throws BridgeException {
        String transport = fields.getOrDefault("transport", "tcp");
        if (!transport.equals("tcp")) {
            throw bad(file, "asks for the transport " + transport + "; this kernel speaks tcp");
        }
        Map<Channel, Integer> ports = new EnumMap<>(Channel.class);
        Map<Integer, String> names = new HashMap<>();
        for (Channel channel : Channel.values()) {
            String name = channel.wireName() + "_port";
            int port = port(file, name, fields.get(name));
            String other = names.put(port, name);
            if (other != null) {
                throw bad(file, "has one port, " + port + ", for " + other + " and " + name);
            }
            ports.put(channel, port);
        }
        ConnectionFile connection = new ConnectionFile(fields, ports);
        if (connection.curvePublic.isEmpty() != connection.curveSecret.isEmpty()
                || (connection.isEncrypted() && connection.curveSecret.length() != CURVE_CHARS)
                || (connection.isEncrypted() && connection.curvePublic.length() != CURVE_CHARS)) {
            throw bad(file, "has CURVE keys that are not two of " + CURVE_CHARS + " characters");
        }
        return connection;
    }

    private static int port(Path file, String name, @org.jspecify.annotations.Nullable String text)
            throws BridgeException {
        if (text == null) {
            throw bad(file, "has no " + name);
        }
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw bad(file, "has a " + name + " that is no port from 1 to " + MAX_PORT);
    }

    private static BridgeException bad(Path file, String what) {
        return new BridgeException(BridgeException.CONNECTION, "the connection file " + file + " " + what);
    }

    /** Where a channel's socket is bound, as ZeroMQ writes it. */
    String endpoint(Channel channel) {
        String host = ip.indexOf(':') >= 0 && !ip.startsWith("[") ? "[" + ip + "]" : ip;
        return "tcp://" + host + ":" + ports.get(channel);
    }

    String scheme() {
        return scheme;
    }

    String key() {
        return key;
    }

    /** Whether the sockets speak CURVE. */
    boolean isEncrypted() {
        return !curveSecret.isEmpty();
    }

    String curvePublic() {
        return curvePublic;
    }

    String curveSecret() {
        return curveSecret;
    }
}
