package dev.hearth.gateway.livy;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of the interface that a client accepts; whoever names none is answered anyway. Only functions. */
final class Accepts {
    private static final String SPOKEN = "0.1";
    private static final Pattern VERSION = Pattern.compile("application/vnd\\.livy\\.v([0-9]+\\.[0-9]+)\\+json");

    private Accepts() {}

    static void addTo(RoutesConfig routes) {
        for (String path : List.of("/sessions", "/sessions/*", "/batches", "/batches/*")) {
            routes.before(path, Accepts::check);
        }
    }

    private static void check(Context context) {
        String accept = context.header("Accept");
        Matcher version = VERSION.matcher(accept == null ? "" : accept.strip());
        if (version.matches() && !version.group(1).equals(SPOKEN)) {
            throw new GatewayException(ErrorCode.NOT_ACCEPTABLE, "No value found for '" + version.group(1) + "'");
        }
    }
}
