package dev.hearth.gateway.livy;

import dev.hearth.gateway.batch.Application;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.session.SessionWish;
import io.javalin.http.Context;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /batches}. Immutable.
 *
 * @param file what to run, or null where it comes as a part of a form
 * @param className the class to start, or null
 * @param arguments the application's
 * @param proxyUser whom it is to run as, or null
 * @param wish all else
 */
record BatchBody(
        @Nullable String file,
        @Nullable String className,
        List<String> arguments,
        @Nullable String proxyUser,
        SessionWish wish) {
    private static final String TYPE = "org.apache.livy.server.batch.CreateBatchRequest";
    private static final List<String> FIELDS = List.of(
            "executorCores",
            "className",
            "conf",
            "driverMemory",
            "name",
            "driverCores",
            "pyFiles",
            "archives",
            "executorMemory",
            "files",
            "jars",
            "proxyUser",
            "numExecutors",
            "file",
            "args",
            "queue");

    /** Of a form without the part that has all else. */
    static final byte[] NOTHING = {'{', '}'};

    /**
     * Reads the body of a request.
     *
     * @throws GatewayException with {@code BAD_JSON} for what does not bind, {@code BAD_REQUEST} for values that are refused
     */
    static BatchBody read(Context context, int maxBytes) {
        return of(LivyBody.read(context, maxBytes, TYPE, FIELDS));
    }

    /** The same from a part of a form. */
    static BatchBody read(byte[] json) {
        return of(LivyBody.of(json, TYPE, FIELDS));
    }

    private static BatchBody of(LivyBody body) {
        SessionWish wish = new SessionWish(
                null,
                CreateRequest.name(body),
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
                0,
                null,
                null);
        CreateRequest.check(wish);
        return new BatchBody(
                body.text("file"), body.text("className"), body.texts("args"), body.text("proxyUser"), wish);
    }

    /** With files that were sent: the application, and more of each list. */
    BatchBody with(Optional<Path> application, Map<String, List<Path>> lists) {
        SessionWish more = new SessionWish(
                wish.kind(),
                wish.name(),
                wish.driverMemory(),
                wish.driverCores(),
                wish.executorMemory(),
                wish.executorCores(),
                wish.numExecutors(),
                wish.conf(),
                joined(wish.jars(), lists.get("jars")),
                joined(wish.pyFiles(), lists.get("pyFiles")),
                joined(wish.files(), lists.get("files")),
                joined(wish.archives(), lists.get("archives")),
                wish.queue(),
                0,
                null,
                null);
        return new BatchBody(application.map(Path::toString).orElse(file), className, arguments, proxyUser, more);
    }

    private static List<String> joined(List<String> named, @Nullable List<Path> sent) {
        if (sent == null) {
            return named;
        }
        return Stream.concat(named.stream(), sent.stream().map(Path::toString)).toList();
    }

    /**
     * What is to be run.
     *
     * @throws GatewayException with {@code BAD_REQUEST} if there is no file, or what a notebook cannot have
     */
    Application application() {
        if (file == null || file.isEmpty()) {
            throw Rejected.because("requirement failed: File is required.");
        }
        Application application = new Application(file, className, new ArrayList<>(arguments));
        if (application.isNotebook() && (className != null || !arguments.isEmpty())) {
            throw Rejected.because("a notebook has neither className nor args");
        }
        for (String each : arguments) {
            if (each.indexOf('\0') >= 0) {
                throw Rejected.because("requirement failed: an argument has a NUL character");
            }
        }
        return application;
    }
}
