package dev.hearth.gateway.livy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;

/** Writes answers as Livy does. Only functions; thread-safe. */
final class Answers {
    static final int OK = 200;
    static final int CREATED = 201;
    static final int NO_CONTENT = 204;

    private static final String JSON = "application/json;charset=utf-8";

    private Answers() {}

    /** Answers with JSON. */
    static void json(Context context, int status, JsonNode body) {
        context.status(status).contentType(JSON).result(Json.writeBytes(body));
    }

    /** Answers with {@code {"msg": …}} and status 200. */
    static void message(Context context, String message) {
        json(context, OK, Json.object().put("msg", message));
    }

    /** Answers with nothing. */
    static void empty(Context context, int status) {
        context.status(status).contentType(JSON);
    }

    /** Adds a route for GET and, as Livy has it, for HEAD. */
    static void get(RoutesConfig routes, String path, Handler handler) {
        routes.get(path, handler);
        routes.head(path, handler);
    }
}
