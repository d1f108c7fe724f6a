package dev.hearth.gateway.livy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.batch.Batch;
import dev.hearth.gateway.batch.BatchState;
import dev.hearth.gateway.batch.Batches;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.livy.Visitor.Need;
import dev.hearth.protocol.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * {@code /batches} and what is below one of them. Beyond Livy: {@code POST} takes a form, too, with the application's file as
 * part {@code file}, more files as parts {@code jars}, {@code pyFiles}, {@code files} and {@code archives}, and the body as part
 * {@code batch}. Thread-safe; no thread waits, but for an upload's bytes.
 */
final class BatchRoutes {
    private static final int PAGE = 100;
    private static final int NO_FROM = -1;
    private static final Duration FETCH = Duration.ofSeconds(5);
    private static final Duration BEGIN = Duration.ofSeconds(1);
    private static final List<String> LISTS = List.of("jars", "pyFiles", "files", "archives");

    private final LivyBatches batches;
    private final Batches all;
    private final LivySettings settings;
    private final Uploads uploads;

    BatchRoutes(Batches batches, LivyBatches livy, LivySettings settings, ResourceSettings resources) {
        this.batches = livy;
        this.all = batches;
        this.settings = settings;
        this.uploads = new Uploads(resources.uploadBytes());
    }

    void addTo(RoutesConfig routes) {
        Answers.get(routes, "/batches", this::list);
        routes.post("/batches", this::create);
        Answers.get(routes, "/batches/{id}", this::show);
        routes.delete("/batches/{id}", this::delete);
        Answers.get(routes, "/batches/{id}/state", this::state);
        Answers.get(routes, "/batches/{id}/log", this::log);
    }

    /** The longest body of a request to a path; 0 if it is none of these. */
    long bodyBytes(String path) {
        return path.equals("/batches") || path.equals("/batches/")
                ? Math.max(settings.bodyBytes(), uploads.bodyBytes())
                : 0;
    }

    private void list(Context context) {
        int from = Numbers.query(context, "from", 0);
        int size = Numbers.query(context, "size", PAGE);
        Visitor visitor = batches.visitor(context);
        List<Batch> found = batches.list(visitor);
        ArrayNode page = Json.array();
        found.stream()
                .skip(Math.max(0, from))
                .limit(from < 0 ? 0 : Math.max(0, size))
                .forEach(batch -> page.add(BatchJson.of(batch, context, visitor)));
        ObjectNode answer = Json.object();
        answer.put("from", from).put("total", found.size()).set("sessions", page);
        Answers.json(context, Answers.OK, answer);
    }

    private void create(Context context) {
        UUID id = batches.id(context);
        Optional<Batch> known = batches.known(id);
        Batch batch = known.orElseGet(() -> {
            try {
                return isForm(context) ? fromForm(context, id) : fromJson(context, id);
            } catch (RuntimeException e) {
                all.discard(id);
                throw e;
            }
        });
        context.header("Location", "/batches/" + batch.row().number());
        ObjectNode created = BatchJson.of(batch, context, batches.visitor(context));
        if (known.isEmpty()) {
            created.put("state", BatchState.STARTING.wireName()); // as it was created, however fast it came to run
        }
        // Who asks next finds it running, as with Livy, unless its start takes long.
        context.future(() -> batch.whenBegun()
                .completeOnTimeout(null, BEGIN.toMillis(), TimeUnit.MILLISECONDS)
                .thenRun(() -> Answers.json(context, Answers.CREATED, created)));
    }

    private Batch fromJson(Context context, UUID id) {
        BatchBody body = BatchBody.read(context, settings.bodyBytes());
        return batches.begin(context, id, body, body);
    }

    private Batch fromForm(Context context, UUID id) {
        try {
            Path folder = all.uploads(id);
            byte[] json =
                    uploads.text(context, "batch", folder, settings.bodyBytes()).orElse(BatchBody.NOTHING);
            BatchBody named = BatchBody.read(json);
            Optional<Path> application =
                    uploads.all(context, "file", folder).stream().findFirst();
            Map<String, List<Path>> lists = new LinkedHashMap<>();
            for (String list : LISTS) {
                lists.put(list, uploads.all(context, list, folder));
            }
            return batches.begin(context, id, named, named.with(application, lists));
        } catch (IOException e) {
            throw LivyBatches.cannotKeep(e);
        }
    }

    private static boolean isForm(Context context) {
        String type = context.contentType();
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data");
    }

    /** Whoever looks again finds newer lines of a log that lies elsewhere. */
    private void show(Context context) {
        batches.require(context, Need.KNOW).refreshLog();
        Answers.json(
                context,
                Answers.OK,
                BatchJson.of(batches.require(context, Need.KNOW), context, batches.visitor(context)));
    }

    private void state(Context context) {
        var row = batches.require(context, Need.KNOW).row();
        Answers.json(
                context,
                Answers.OK,
                Json.object().put("id", row.number()).put("state", row.state().wireName()));
    }

    private void log(Context context) {
        Batch batch = batches.require(context, Need.SEE);
        int asked = Numbers.query(context, "from", NO_FROM);
        int most = Numbers.query(context, "size", PAGE);
        // What lies elsewhere is fetched; if that takes long, what was fetched before is shown.
        context.future(() -> batch.refreshLog()
                .completeOnTimeout(null, FETCH.toMillis(), TimeUnit.MILLISECONDS)
                .thenRun(() -> Answers.json(
                        context, Answers.OK, LogPage.of(batch.row().number(), BatchJson.log(batch), asked, most))));
    }

    /** Answers when nothing of it is left, or that took too long: then it is being killed. */
    private void delete(Context context) throws GatewayException {
        Batch batch = batches.require(context, Need.CHANGE);
        batch.delete();
        context.future(() -> batch.whenGone()
                .completeOnTimeout(null, settings.request().toMillis(), TimeUnit.MILLISECONDS)
                .thenRun(() -> Answers.message(context, "deleted")));
    }
}
