package dev.hearth.gateway.livy;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which files of this machine a client may name: those that lie below some folders when all links and {@code ..} are resolved.
 * What lies outside and what is not there is refused in the same words. Immutable.
 */
final class LocalDirs {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.\\-]*):.*", Pattern.DOTALL);

    /** Names of file systems that show what another one has, this machine's among them. */
    private static final Set<String> WRAPPING = Set.of("har", "jar", "spark");

    private static final int MAX_CHARS = 4096;
    private static final int SHOWN_CHARS = 200;

    private final List<Path> folders;

    LocalDirs(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    /**
     * The URI, if it is another machine's; else the path of the file with all links resolved.
     *
     * @throws GatewayException with {@code BAD_REQUEST}, in Livy's words where it has any
     */
    String check(String uri) {
        if (uri.isBlank() || uri.length() > MAX_CHARS || uri.chars().anyMatch(Character::isISOControl)) {
            throw refused("expected the URI of a file, found \"" + shown(uri) + '"');
        }
        Matcher matcher = SCHEME.matcher(uri);
        String scheme = matcher.matches() ? matcher.group(1).toLowerCase(Locale.ROOT) : "";
        if (WRAPPING.contains(scheme)) {
            throw refused("files cannot be added by the scheme " + scheme + ":");
        }
        if (scheme.isEmpty() || scheme.equals("file") || scheme.equals("local")) {
            return local(uri, scheme.isEmpty() ? uri : path(uri)).toString();
        }
        parsed(uri);
        return uri;
    }

    private static String path(String uri) {
        URI parsed = parsed(uri);
        String host = parsed.getAuthority();
        boolean here = host == null || host.isEmpty() || host.equals("localhost");
        if (!here || parsed.getPath() == null) {
            throw refused("Path '" + shown(uri) + "' is not absolute.");
        }
        return parsed.getPath();
    }

    private static URI parsed(String uri) {
        try {
            return new URI(uri);
        } catch (URISyntaxException e) {
            throw refused("not a URI: " + e.getReason() + " in \"" + shown(uri) + '"');
        }
    }

    private Path local(String uri, String text) {
        if (!text.startsWith("/")) {
            throw refused("Path '" + shown(uri) + "' is not absolute.");
        }
        try {
            Path real = Path.of(text).toRealPath();
            for (Path folder : folders) {
                if (Files.isDirectory(folder) && real.startsWith(folder.toRealPath()) && Files.isRegularFile(real)) {
                    return real;
                }
            }
        } catch (IOException | InvalidPathException e) {
            // Whether it is there is nothing that a client must learn of what lies outside.
        }
        throw refused("Local path " + shown(text) + " cannot be added to user sessions.");
    }

    private static String shown(String text) {
        return text.length() > SHOWN_CHARS ? text.substring(0, SHOWN_CHARS) + "…" : text;
    }

    private static GatewayException refused(String sentence) {
        return new GatewayException(ErrorCode.BAD_REQUEST, sentence);
    }
}
