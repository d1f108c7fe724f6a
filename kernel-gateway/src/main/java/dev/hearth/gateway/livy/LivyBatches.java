package dev.hearth.gateway.livy;

import dev.hearth.gateway.batch.Application;
import dev.hearth.gateway.batch.Batch;
import dev.hearth.gateway.batch.Batches;
import dev.hearth.gateway.batch.NewBatch;
import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.livy.Visitor.Need;
import dev.hearth.gateway.security.Access;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Batches as Livy's clients find them: by number or by name, and only their own. Thread-safe. */
final class LivyBatches {
    private static final String HEADER = "Hearth-Batch";

    private final Batches batches;
    private final Access access;
    private final LivySettings settings;

    LivyBatches(Batches batches, Access access, LivySettings settings) {
        this.batches = batches;
        this.access = access;
        this.settings = settings;
    }

    /** Who asks. */
    Visitor visitor(Context context) {
        return Visitor.of(access, context);
    }

    /** Those that a visitor may know of, oldest first: live, or ended not long ago. */
    List<Batch> list(Visitor visitor) {
        return batches.list().stream().filter(batch -> isListed(visitor, batch)).toList();
    }

    private boolean isListed(Visitor visitor, Batch batch) {
        Instant since = batches.clock().instant().minus(settings.endedFor());
        Instant ended = batch.row().endedAt();
        return visitor.knows(batch.row().ownership()) && (ended == null || ended.isAfter(since));
    }

    /**
     * The batch of a route's {@code {id}}.
     *
     * @throws GatewayException with {@code SESSION_NOT_FOUND} and the sentence that Livy's clients match, {@code BAD_REQUEST}
     *     for a number that is none of 32 bits, {@code FORBIDDEN} for one that the visitor may know of and no more
     */
    Batch require(Context context, Need need) {
        Visitor visitor = visitor(context);
        String id = context.pathParam("id");
        Batch batch = find(visitor, id).orElseThrow(() -> LivySessions.notFound(id));
        visitor.check(need, batch.row().ownership(), () -> LivySessions.notFound(id));
        context.header(HEADER, batch.id().toString());
        return batch;
    }

    private Optional<Batch> find(Visitor visitor, String id) {
        if (Numbers.isDigits(id)) {
            return batches.find(Numbers.parse(id)).filter(batch -> isListed(visitor, batch));
        }
        List<Batch> named = list(visitor).stream()
                .filter(batch -> id.equals(batch.row().name()))
                .sorted(Comparator.comparing(batch -> !visitor.owns(batch.row().ownership()))) // first one's own
                .toList();
        return named.stream()
                .filter(batch -> batch.row().endedAt() == null)
                .findFirst()
                .or(() -> named.stream().reduce((older, newer) -> newer));
    }

    /** The batch that the same key has begun before. */
    Optional<Batch> known(UUID id) {
        return batches.find(id);
    }

    /** The id of the batch that a request begins: the same for the same key. */
    UUID id(Context context) {
        return IdempotencyKey.of(context)
                .map(key -> IdempotencyKey.id("batch", visitor(context).keyOwner(), key))
                .orElseGet(UUID::randomUUID);
    }

    /**
     * Begins a batch. Returns at once.
     *
     * @param named what the client has named, and is checked
     * @param whole the same with the files that it has sent, which lie in the batch's own folder
     * @throws GatewayException with {@code BAD_REQUEST} for what is refused, and with what {@link Batches#create} gives;
     *     nothing was begun then
     */
    Batch begin(Context context, UUID id, BatchBody named, BatchBody whole) {
        Visitor visitor = visitor(context);
        String proxyUser = visitor.proxyUser(whole.proxyUser());
        Application application = whole.application();
        if (application.file().equals(named.file())) {
            checkFile(application);
        }
        LivySessions.check(settings, named.wish());
        Batch batch;
        synchronized (this) { // of two with one name the second is refused
            Optional<Batch> before = known(id);
            if (before.isPresent()) {
                batch = before.get();
            } else {
                requireFree(visitor, whole.wish().name());
                batch = batches.create(
                        new NewBatch(id, visitor.owner(), proxyUser, settings.profile(), application, whole.wish()));
            }
        }
        context.header(HEADER, batch.id().toString());
        return batch;
    }

    /** A file that is not there is found missing by the application, as with Livy; a notebook is read here. */
    private void checkFile(Application application) {
        if (application.isNotebook()) {
            settings.files().check(application.file());
        } else {
            settings.files().checkPlace(application.file());
        }
    }

    private void requireFree(Visitor visitor, @Nullable String name) {
        list(visitor).stream()
                .filter(batch -> name != null && name.equals(batch.row().name()))
                .filter(batch -> batch.row().endedAt() == null)
                .findFirst()
                .ifPresent(taken -> {
                    throw Rejected.because("Duplicate session name: Some(" + name + ") for session "
                            + taken.row().number());
                });
    }

    /** The error of a request that cannot be kept. */
    static GatewayException cannotKeep(java.io.IOException e) {
        return new GatewayException(ErrorCode.STORE_FAILED, "what was sent cannot be kept", e);
    }
}
