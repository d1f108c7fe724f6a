package dev.hearth.bridge;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A gateway whose address is known. Immutable; the token is read each time.
 *
 * @param url the gateway's address
 * @param tokenFile the file that holds its token, so that no list of processes shows it
 */
record NamedGateway(URI url, Path tokenFile) implements GatewayDoor {
    private static final int MAX_TEXT_BYTES = 8192;

    /** An address without its final slashes, if requests can go to it. */
    static URI address(String text) throws URISyntaxException {
        String address = text;
        while (address.endsWith("/")) {
            address = address.substring(0, address.length() - 1);
        }
        URI uri = new URI(address);
        boolean known = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!known || uri.getHost() == null || uri.getRawQuery() != null || uri.getRawUserInfo() != null) {
            throw new URISyntaxException("an address", "is not like http://127.0.0.1:8998");
        }
        return uri;
    }

    @Override
    public void check() throws BridgeException {
        token();
    }

    @Override
    public Door open(Consumer<String> tell) throws BridgeException {
        return new Door(url, token());
    }

    @Override
    public boolean changes() {
        return false;
    }

    private String token() throws BridgeException {
        try {
            return secret(tokenFile);
        } catch (IOException e) {
            throw new BridgeException(BridgeException.GATEWAY, "the token file " + tokenFile + " " + e.getMessage());
        }
    }

    /** The token that a file holds, and nothing else. */
    static String secret(Path file) throws IOException {
        String text;
        try {
            text = Files.size(file) > MAX_TEXT_BYTES
                    ? ""
                    : Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new IOException("cannot be read");
        }
        if (text.isEmpty() || text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IOException("holds no token");
        }
        return text;
    }
}
