package dev.hearth.gateway.kernelspec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The gateway of a kernel: one with an address, or the one of a data directory on this machine, which is started when nobody
 * runs it. Holds no token, only where it lies. Immutable.
 *
 * @param url of another's gateway, or null for one on this machine
 * @param tokenFile with {@code url}: the file that holds its token
 * @param caFile with {@code url}: certificates that its own is to be signed by, or null for those of the system
 * @param home without {@code url}: Hearth's folder
 * @param data without {@code url}: the data directory, or null for the one in Hearth's folder
 */
public record GatewayChoice(
        @Nullable URI url,
        @Nullable Path tokenFile,
        @Nullable Path caFile,
        @Nullable Path home,
        @Nullable Path data) {

    public GatewayChoice {
        if (url == null ? home == null : tokenFile == null) {
            throw new IllegalArgumentException("a gateway has an address and a token's file, or a folder");
        }
    }

    /** A gateway that others run. */
    public static GatewayChoice at(URI url, Path tokenFile, @Nullable Path caFile) {
        return new GatewayChoice(url, tokenFile, caFile, null, null);
    }

    /** The gateway of a data directory. */
    public static GatewayChoice local(Path home, @Nullable Path data) {
        return new GatewayChoice(null, null, null, home, data);
    }

    /** Its data directory; empty for one with an address. */
    public Optional<Path> dataDirectory() {
        if (url != null || home == null) {
            return Optional.empty();
        }
        return Optional.of(data == null ? home.resolve(".hearth/data") : data);
    }

    /** What users read. */
    public String shown() {
        return url == null ? "local" : url.toString();
    }

    /** What the bridge is told of it. */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        add(words, "--url", url);
        add(words, "--token-file", tokenFile);
        add(words, "--ca-file", caFile);
        add(words, "--home", home);
        add(words, "--data", data);
        return words;
    }

    private static void add(List<String> words, String name, @Nullable Object value) {
        if (value != null) {
            words.add(name);
            words.add(value.toString());
        }
    }

    void writeTo(ObjectNode node) {
        put(node, "url", url);
        put(node, "token_file", tokenFile);
        put(node, "ca_file", caFile);
        put(node, "home", home);
        put(node, "data", data);
    }

    private static void put(ObjectNode node, String name, @Nullable Object value) {
        if (value != null) {
            node.put(name, value.toString());
        }
    }

    /** Reads what was written; it may have been changed by hand. */
    static GatewayChoice read(JsonNode node) {
        String url = node.path("url").asText("");
        return url.isEmpty()
                ? local(path(node, "home", "."), optional(node, "data"))
                : at(URI.create(url), path(node, "token_file", ""), optional(node, "ca_file"));
    }

    private static Path path(JsonNode node, String name, String otherwise) {
        return Path.of(node.path(name).asText(otherwise));
    }

    private static @Nullable Path optional(JsonNode node, String name) {
        String text = node.path(name).asText("");
        return text.isEmpty() ? null : Path.of(text);
    }
}
