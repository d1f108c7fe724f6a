package dev.hearth.gateway.http.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.batch.Batch;
import dev.hearth.gateway.batch.BatchRow;
import dev.hearth.gateway.batch.Batches;
import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.http.Bodies;
import dev.hearth.gateway.http.Callers;
import dev.hearth.gateway.http.Face;
import dev.hearth.gateway.http.StreamAnswer;
import dev.hearth.gateway.http.StreamRoute;
import dev.hearth.gateway.security.Access;
import dev.hearth.gateway.security.Caller;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /hearth/batches}: all that is known of batches, as long as they are kept, with their whole logs and the executed copies
 * of notebooks. Thread-safe.
 */
public final class HearthBatchFace implements Face {
    private static final Logger LOG = LoggerFactory.getLogger(HearthBatchFace.class);
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int SHOWN_CHARS = 100;
    private static final String PATH = "/hearth/batches";
    private static final String ONE = PATH + "/{id}";
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final String TEXT = "text/plain;charset=utf-8";
    private static final String NOTEBOOK = "application/x-ipynb+json";

    private final Batches batches;
    private final Access access;

    /** A face over batches. */
    public HearthBatchFace(Batches batches, Access access) {
        this.batches = batches;
        this.access = access;
    }

    @Override
    public void addRoutes(RoutesConfig routes) {
        routes.get(PATH, this::list);
        routes.get(ONE, context -> Bodies.answer(context, OK, json(seen(context))));
        routes.delete(ONE, context -> {
            batch(context).delete();
            context.status(NO_CONTENT);
        });
        routes.post(ONE + "/stop", context -> {
            batch(context).stop();
            context.status(NO_CONTENT);
        });
    }

    @Override
    public List<StreamRoute> streams() {
        return List.of(
                new StreamRoute(
                        ONE + "/log",
                        (request, parameters) -> log(require(Callers.of(request), parameters.getOrDefault("id", "")))),
                new StreamRoute(
                        ONE + "/notebook",
                        (request, parameters) -> file(
                                require(Callers.of(request), parameters.getOrDefault("id", ""))
                                        .executed(),
                                NOTEBOOK,
                                "there is no executed notebook of this batch: it is none, or no cell has ended yet")));
    }

    /** A log that lies elsewhere is asked for; until that is here, what came before is shown. */
    private static StreamAnswer log(Batch batch) {
        try {
            batch.refreshLog().get(FRESH.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("the log of batch {} is not the newest", batch.row().number(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return file(batch.log(), TEXT, "there is no log of this batch");
    }

    private static StreamAnswer file(Optional<Path> file, String type, String missing) {
        try {
            return new StreamAnswer(
                    type,
                    new WholeFile(file.orElseThrow(() -> new GatewayException(ErrorCode.LOG_NOT_FOUND, missing))));
        } catch (IOException e) {
            throw new GatewayException(ErrorCode.LOG_NOT_FOUND, missing, e);
        }
    }

    private void list(Context context) {
        Caller caller = Callers.of(context);
        ArrayNode list = Json.array();
        batches.list().stream()
                .filter(batch -> access.sees(caller, batch.row().ownership()))
                .forEach(batch -> list.add(json(batch)));
        Bodies.answer(context, OK, Json.object().set("batches", list));
    }

    private Batch seen(Context context) {
        return require(Callers.of(context), context.pathParam("id"));
    }

    /** The batch that the caller may end. */
    private Batch batch(Context context) {
        Caller caller = Callers.of(context);
        String id = context.pathParam("id");
        Batch batch = require(caller, id);
        access.checkChange(caller, batch.row().ownership(), () -> notFound(id));
        return batch;
    }

    /** The batch with this id or number, to look at. */
    private Batch require(Caller caller, String id) {
        Optional<Batch> found;
        try {
            found = NUMBER.matcher(id).matches()
                    ? batches.find(Integer.parseInt(id))
                    : batches.find(UUID.fromString(id));
        } catch (IllegalArgumentException e) {
            found = Optional.empty();
        }
        Batch batch = found.orElseThrow(() -> notFound(id));
        access.check(caller, batch.row().ownership(), () -> notFound(id));
        return batch;
    }

    private static GatewayException notFound(String id) {
        String shown = id.length() > SHOWN_CHARS ? id.substring(0, SHOWN_CHARS) + "…" : id;
        return new GatewayException(ErrorCode.SESSION_NOT_FOUND, "there is no batch " + shown, Map.of("id", shown));
    }

    private static @Nullable String named(String text) {
        return text.isEmpty() ? null : text;
    }

    private static ObjectNode json(Batch batch) {
        BatchRow row = batch.row();
        ObjectNode json = Json.object();
        json.put("id", row.id().toString());
        json.put("number", row.number());
        json.put("owner", row.owner());
        json.put("proxy_user", row.proxyUser());
        json.put("profile", row.profile());
        json.put("name", row.name());
        json.put("file", row.application().file());
        json.put("class_name", row.application().className());
        json.put("session", row.application().isNotebook() ? row.session().toString() : null);
        json.put("state", row.state().wireName());
        json.put("exit_code", row.exitCode());
        json.put("reason", batch.words());
        json.put("application", named(row.place().application()));
        json.put("page", named(row.place().page()));
        json.put("created", Header.date(row.createdAt()));
        json.put("ended", row.endedAt() == null ? null : Header.date(row.endedAt()));
        return json;
    }
}
