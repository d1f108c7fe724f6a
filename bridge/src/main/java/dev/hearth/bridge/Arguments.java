package dev.hearth.bridge;

import dev.hearth.protocol.Language;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What the command line says. Read by hand: the time of a library would be seen in each start of a kernel. Immutable.
 *
 * @param connection the connection file
 * @param gateway the gateway's address, without a final slash
 * @param tokenFile the file that holds the gateway's token, so that no list of processes shows it
 * @param language the language of cells that name none
 * @param profile the profile, or empty for the gateway's default one
 * @param keepSession whether the session goes on when the client ends without shutting the kernel down
 * @param quiet whether cells that wait for the driver are told nothing
 */
record Arguments(
        Path connection,
        URI gateway,
        Path tokenFile,
        Language language,
        String profile,
        boolean keepSession,
        boolean quiet) {
    static final String USAGE = "usage: --connection FILE --url URL --token-file FILE --language scala|python|sql"
            + " [--profile NAME] [--keep-session] [--quiet]";

    private static final Set<String> VALUED =
            Set.of("--connection", "--url", "--token-file", "--language", "--profile");
    private static final Set<String> FLAGS = Set.of("--keep-session", "--quiet");
    private static final int MAX_TOKEN_BYTES = 8192;

    static Arguments read(String... words) throws BridgeException {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < words.length; i++) {
            String word = words[i];
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            if (FLAGS.contains(word)) {
                given.put(word, "");
            } else if (!VALUED.contains(name)) {
                throw wrong("unknown: " + word);
            } else if (equals >= 0) {
                given.put(name, word.substring(equals + 1));
            } else if (i + 1 == words.length) {
                throw wrong(word + " needs a value");
            } else {
                given.put(name, words[++i]);
            }
        }
        return new Arguments(
                path(given, "--connection"),
                address(required(given, "--url")),
                path(given, "--token-file"),
                Language.ofWireName(required(given, "--language"))
                        .orElseThrow(() -> wrong("--language is scala, python or sql")),
                given.getOrDefault("--profile", ""),
                given.containsKey("--keep-session"),
                given.containsKey("--quiet"));
    }

    private static BridgeException wrong(String what) {
        return new BridgeException(BridgeException.USAGE, what + "; " + USAGE);
    }

    private static String required(Map<String, String> given, String name) throws BridgeException {
        String value = given.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw wrong(name + " is missing");
        }
        return value;
    }

    private static Path path(Map<String, String> given, String name) throws BridgeException {
        try {
            return Path.of(required(given, name));
        } catch (InvalidPathException e) {
            throw wrong(name + " is not a path");
        }
    }

    private static URI address(String text) throws BridgeException {
        String address = text;
        while (address.endsWith("/")) {
            address = address.substring(0, address.length() - 1);
        }
        try {
            URI uri = new URI(address);
            boolean known = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (known && uri.getHost() != null && uri.getRawQuery() == null && uri.getRawUserInfo() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Said below: the exception's own message would repeat what may hold a token.
        }
        throw wrong("--url is an address like http://127.0.0.1:8998, without a query");
    }

    /** The kernelspec's name at the gateway. */
    String kernelspec() {
        return "hearth-" + language.wireName() + (profile.isEmpty() ? "" : "-" + profile);
    }

    /** The token, read when it is needed. */
    String token() throws BridgeException {
        try {
            if (Files.size(tokenFile) > MAX_TOKEN_BYTES) {
                throw new BridgeException(BridgeException.GATEWAY, "the token file " + tokenFile + " holds no token");
            }
            String token = Files.readString(tokenFile, StandardCharsets.UTF_8).strip();
            if (token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
                throw new BridgeException(BridgeException.GATEWAY, "the token file " + tokenFile + " holds no token");
            }
            return token;
        } catch (IOException e) {
            throw new BridgeException(BridgeException.GATEWAY, "the token file " + tokenFile + " cannot be read");
        }
    }
}
