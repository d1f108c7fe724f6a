package dev.hearth.gateway.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Where a command finds a token. Only functions. */
public final class GivenToken {

    private static final String VARIABLE = "HEARTH_TOKEN";
    private static final int MAX_CHARS = 1024;

    private GivenToken() {}

    /** The token of the file if one is named, else that of the variable {@code HEARTH_TOKEN}. */
    public static Optional<String> given(Optional<Path> file) throws IOException {
        if (file.isPresent()) {
            return Optional.of(
                    checked(Files.readString(file.get()).strip(), file.get().toString()));
        }
        String variable = System.getenv().getOrDefault(VARIABLE, "").strip();
        return variable.isEmpty() ? Optional.empty() : Optional.of(checked(variable, VARIABLE));
    }

    /** That of the variable {@code HEARTH_TOKEN}, else the one in an address's query. */
    static Optional<String> shown(URI address) throws IOException {
        Optional<String> given = given(Optional.empty());
        return given.isPresent() ? given : inQuery(address);
    }

    private static Optional<String> inQuery(URI address) {
        String query = address.getRawQuery() == null ? "" : address.getRawQuery();
        return Arrays.stream(query.split("&"))
                .filter(each -> each.startsWith("token="))
                .map(each -> URLDecoder.decode(each.substring("token=".length()), StandardCharsets.UTF_8))
                .filter(each -> !each.isBlank())
                .findFirst();
    }

    private static String checked(String token, String where) throws IOException {
        if (token.isEmpty() || token.length() > MAX_CHARS || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IOException("a token has 1 to " + MAX_CHARS
                    + " printable ASCII characters without spaces; that of " + where + " has not");
        }
        return token;
    }
}
