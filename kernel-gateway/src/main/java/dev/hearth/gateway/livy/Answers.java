package dev.hearth.gateway.livy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** Writes answers as Livy does: compact JSON in UTF-8, compressed for whom that is worth it. Only functions; thread-safe. */
final class Answers {
    static final int OK = 200;
    static final int CREATED = 201;
    static final int NO_CONTENT = 204;

    private static final String JSON = "application/json;charset=utf-8";
    private static final int WORTH_BYTES = 1024;

    private Answers() {}

    /** Answers with JSON. */
    static void json(Context context, int status, JsonNode body) {
        context.status(status).contentType(JSON).header("Vary", "Accept-Encoding");
        byte[] bytes = Json.writeBytes(body);
        if (bytes.length >= WORTH_BYTES && takesGzip(context)) {
            context.header("Content-Encoding", "gzip").result(zipped(bytes));
        } else {
            context.result(bytes);
        }
    }

    private static boolean takesGzip(Context context) {
        String accepted = context.header("Accept-Encoding");
        return accepted != null
                && accepted.toLowerCase(Locale.ROOT).contains("gzip")
                && !accepted.replace(" ", "").contains("gzip;q=0,")
                && !accepted.replace(" ", "").endsWith("gzip;q=0");
    }

    private static byte[] zipped(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2);
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // it is written to memory
        }
        return out.toByteArray();
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
