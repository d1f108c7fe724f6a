package dev.hearth.bridge;

import dev.hearth.protocol.Language;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What the command line says. Read by hand: the time of a library would be seen in each start of a kernel. Immutable.
 *
 * @param connection the connection file
 * @param gateway how the gateway is found
 * @param caFile the certificates that are trusted instead of the JDK's; an empty path for none
 * @param language the language of cells that name none
 * @param profile the profile, or empty for the gateway's default one
 * @param joining the session
 * @param keepSession whether the session goes on when the client ends without shutting the kernel down
 * @param quiet whether cells that wait for the driver are told nothing
 */
record Arguments(
        Path connection,
        GatewayDoor gateway,
        Path caFile,
        Language language,
        String profile,
        Joining joining,
        boolean keepSession,
        boolean quiet) {
    static final String USAGE = "usage: --connection FILE --language scala|python|sql [--profile NAME]"
            + " [--url URL --token-file FILE | --home DIR --data DIR] [--ca-file FILE]"
            + " [--session ID [--since N]] [--keep-session] [--quiet]";

    private static final Set<String> VALUED = Set.of(
            "--connection",
            "--url",
            "--token-file",
            "--ca-file",
            "--home",
            "--data",
            "--language",
            "--profile",
            "--session",
            "--since");
    private static final Set<String> FLAGS = Set.of("--keep-session", "--quiet");

    static Arguments read(String... words) throws BridgeException {
        Map<String, String> given = given(words);
        Joining joining = joining(given);
        return new Arguments(
                path(given, "--connection"),
                gateway(given),
                given.containsKey("--ca-file") ? path(given, "--ca-file") : Path.of(""),
                Language.ofWireName(required(given, "--language"))
                        .orElseThrow(() -> wrong("--language is scala, python or sql")),
                given.getOrDefault("--profile", ""),
                joining,
                given.containsKey("--keep-session") || !joining.isNew(),
                given.containsKey("--quiet"));
    }

    private static Map<String, String> given(String... words) throws BridgeException {
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
        return given;
    }

    /** One that is named, or the one on this machine. */
    private static GatewayDoor gateway(Map<String, String> given) throws BridgeException {
        if (given.containsKey("--url") || given.containsKey("--token-file")) {
            try {
                return new NamedGateway(NamedGateway.address(required(given, "--url")), path(given, "--token-file"));
            } catch (URISyntaxException e) {
                // The exception's own message would repeat what may hold a token.
                throw wrong("--url is an address like http://127.0.0.1:8998, without a query");
            }
        }
        given.putIfAbsent("--home", System.getProperty("hearth.home", "."));
        Path home = path(given, "--home");
        return new LocalGateway(
                home, given.containsKey("--data") ? path(given, "--data") : home.resolve(".hearth/data"));
    }

    private static Joining joining(Map<String, String> given) throws BridgeException {
        String since = given.getOrDefault("--since", "0");
        if (!given.containsKey("--session")) {
            return Joining.NEW;
        }
        if (!since.matches("\\d{1,18}")) {
            throw wrong("--since is a number in the session's log");
        }
        String session = required(given, "--session");
        if (!session.matches("[0-9A-Za-z-]{1,64}")) {
            throw wrong("--session is the id of a session");
        }
        return new Joining(session, Long.parseLong(since));
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

    /** The kernelspec's name at the gateway. */
    String kernelspec() {
        return "hearth-" + language.wireName() + (profile.isEmpty() ? "" : "-" + profile);
    }
}
