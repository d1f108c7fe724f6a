package dev.hearth.gateway.livy;

import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.session.HeapText;
import dev.hearth.gateway.session.SessionWish;
import dev.hearth.gateway.session.TimeText;
import io.javalin.http.Context;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /sessions}. Immutable.
 *
 * @param kind what is spoken where a statement does not say otherwise
 * @param proxyUser for whom the session is made, or null
 * @param wish all else
 */
record CreateRequest(LivyKind kind, @Nullable String proxyUser, SessionWish wish) {
    private static final String TYPE = "org.apache.livy.server.interactive.CreateInteractiveRequest";
    private static final int MAX_NAME_CHARS = 1000;
    private static final List<String> FIELDS = List.of(
            "kind",
            "proxyUser",
            "jars",
            "pyFiles",
            "files",
            "driverMemory",
            "driverCores",
            "executorMemory",
            "executorCores",
            "numExecutors",
            "archives",
            "queue",
            "name",
            "conf",
            "heartbeatTimeoutInSecond",
            "ttl",
            "idleTimeout");

    /**
     * Reads the body of a request.
     *
     * @throws GatewayException with {@code BAD_JSON} for what does not bind, {@code BAD_REQUEST} for values that are refused
     */
    static CreateRequest read(Context context, int maxBytes) {
        LivyBody body = LivyBody.read(context, maxBytes, TYPE, FIELDS);
        LivyKind kind = kind(body);
        SessionWish wish = new SessionWish(
                kind.wireName(),
                name(body),
                body.text("driverMemory"),
                body.number("driverCores"),
                body.text("executorMemory"),
                body.number("executorCores"),
                body.number("numExecutors"),
                body.map("conf"),
                body.texts("jars"),
                body.texts("pyFiles"),
                body.texts("files"),
                body.texts("archives"),
                body.text("queue"),
                body.number("heartbeatTimeoutInSecond"),
                body.text("ttl"),
                body.text("idleTimeout"));
        check(wish);
        return new CreateRequest(kind, body.text("proxyUser"), wish);
    }

    /** The same for whom it is really made. */
    CreateRequest as(@Nullable String other) {
        return new CreateRequest(kind, other, wish);
    }

    private static LivyKind kind(LivyBody body) {
        String name = body.text("kind");
        if (name == null) {
            return LivyKind.SHARED;
        }
        if (!body.isText("kind")) {
            throw body.in("kind", "requirement failed: Kind should be a string.");
        }
        if (name.equals("sparkr") || name.equals("r")) {
            throw Rejected.because("kind " + name + " is not served here; there are spark, pyspark, sql and shared");
        }
        return LivyKind.named(name).orElseThrow(() -> body.in("kind", "Invalid kind: " + name));
    }

    static @Nullable String name(LivyBody body) {
        String name = body.text("name");
        if (name != null && (name.isEmpty() || Numbers.isDigits(name) || name.length() > MAX_NAME_CHARS)) {
            String shown = name.length() > MAX_NAME_CHARS
                    ? "it has " + name.length() + " characters, and may have " + MAX_NAME_CHARS
                    : name;
            throw Rejected.because("Invalid session name: " + shown);
        }
        return name;
    }

    static void check(SessionWish wish) {
        check(wish.ttl(), TimeText::parse);
        check(wish.idleTimeout(), TimeText::parse);
        check(wish.driverMemory(), HeapText::jvm);
        check(wish.executorMemory(), HeapText::jvm);
        check(wish.conf().get("spark.driver.memory"), HeapText::jvm);
        if (wish.driverCores() < 0
                || wish.executorCores() < 0
                || wish.numExecutors() < 0
                || wish.heartbeatTimeoutInSecond() < 0) {
            throw Rejected.because("requirement failed: numbers of cores, executors and seconds are not negative");
        }
    }

    private static void check(@Nullable String text, Consumer<String> reader) {
        try {
            if (text != null) {
                reader.accept(text);
            }
        } catch (IllegalArgumentException e) {
            throw Rejected.because(String.valueOf(e.getMessage()));
        }
    }
}
