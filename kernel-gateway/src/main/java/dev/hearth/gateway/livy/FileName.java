package dev.hearth.gateway.livy;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client's name for a file: a URI, or an absolute path of this machine. Immutable.
 *
 * @param scheme in lower case; {@code file} for a plain path
 * @param path absolute if it is local; of a URI, what stands behind its percent signs
 * @param readings what Spark and Hadoop, here or there, may take for the path: {@code path} first, then the text as it was written
 * @param hasFragment whether an alias follows behind a {@code #}
 */
record FileName(String scheme, String path, List<String> readings, boolean hasFragment) {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.\\-]*):.*", Pattern.DOTALL);

    /** What Spark would look for many files with, and one way of hiding them from that. */
    private static final Pattern GLOB = Pattern.compile("[*?\\[\\]{}\\\\]");

    private static final int MAX_CHARS = 4096;
    private static final int SHOWN_CHARS = 200;

    FileName {
        readings = List.copyOf(readings);
    }

    /**
     * Reads a name.
     *
     * @throws IllegalArgumentException if it is none, or not that of one file; a sentence for the client, in Livy's words where it
     *     has any
     */
    static FileName parse(String text) {
        if (text.length() > MAX_CHARS) {
            throw new IllegalArgumentException(
                    "Path '" + shown(text) + "' has more than " + MAX_CHARS + " characters.");
        }
        if (text.indexOf(',') >= 0 || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("Path '" + shown(text) + "' has a comma or a control character.");
        }
        Matcher matcher = SCHEME.matcher(text);
        FileName name = matcher.matches() ? ofUri(text, matcher.group(1)) : ofPath(text);
        if (name.isLocal()) {
            if (!name.path.startsWith("/")) {
                throw notAbsolute(text);
            }
            if (name.readings.stream().anyMatch(each -> GLOB.matcher(each).find())) {
                throw new IllegalArgumentException("Path '" + shown(text) + "' has one of * ? [ ] { } \\.");
            }
        }
        return name;
    }

    private static FileName ofUri(String text, String scheme) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("Path '" + shown(text) + "' is no URI: " + e.getReason() + ".", e);
        }
        String small = scheme.toLowerCase(Locale.ROOT);
        if (uri.getPath() == null) {
            throw notAbsolute(text);
        }
        boolean local = isLocal(small);
        String host = uri.getRawAuthority();
        if (local && host != null && !host.equalsIgnoreCase("localhost")) {
            throw new IllegalArgumentException(
                    "Local path " + shown(uri.getPath()) + " cannot be added to user sessions.");
        }
        if (local && uri.getRawQuery() != null) {
            throw new IllegalArgumentException("Path '" + shown(text) + "' has one of * ? [ ] { } \\.");
        }
        Set<String> readings = new LinkedHashSet<>(List.of(uri.getPath(), uri.getRawPath()));
        return new FileName(small, uri.getPath(), List.copyOf(readings), uri.getRawFragment() != null);
    }

    private static FileName ofPath(String text) {
        int hash = text.indexOf('#');
        String path = hash < 0 ? text : text.substring(0, hash);
        Set<String> readings = new LinkedHashSet<>(List.of(path));
        if (hash >= 0) {
            try {
                String decoded = new URI(text).getPath(); // with an alias Spark reads it as a URI
                readings.add(decoded == null ? path : decoded);
            } catch (URISyntaxException e) {
                readings.add(text); // then it looks for a file with a # in its name
            }
        }
        return new FileName("file", path, List.copyOf(readings), hash >= 0);
    }

    /** Whether it is on this machine. */
    boolean isLocal() {
        return isLocal(scheme);
    }

    private static boolean isLocal(String scheme) {
        return scheme.equals("file") || scheme.equals("local");
    }

    private static IllegalArgumentException notAbsolute(String text) {
        return new IllegalArgumentException("Path '" + shown(text) + "' is not absolute.");
    }

    /** A text for a message: not too long, and all of it visible. */
    static String shown(String text) {
        String visible = text.replaceAll("\\p{Cntrl}", "?");
        return visible.length() > SHOWN_CHARS ? visible.substring(0, SHOWN_CHARS) + "…" : visible;
    }
}
