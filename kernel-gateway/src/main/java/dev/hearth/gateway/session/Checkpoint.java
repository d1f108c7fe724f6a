package dev.hearth.gateway.session;

import dev.hearth.protocol.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the fold over an incarnation's journal was at one moment, so that a gateway that comes back reads on from there. One
 * file of a session, replaced as the journal grows; losing it costs time alone. Immutable.
 *
 * @param journal the newest journal number that is folded in
 * @param activityMillis when the session was last active
 * @param output how far the driver's output was here, without a hole
 * @param requests the newest request
 * @param ready whether the driver had said that it is ready
 * @param open the requests up to there that had no end
 */
record Checkpoint(
        int incarnation,
        long journal,
        long activityMillis,
        long output,
        long requests,
        boolean ready,
        List<Open> open) {
    Checkpoint {
        open = List.copyOf(open);
    }

    /**
     * A request without an end.
     *
     * @param input id of the input request that it waits on, or null
     */
    record Open(
            long sequence,
            boolean begun,
            boolean replied,
            @Nullable String input) {}

    /** The request with this sequence, if it was open. */
    Optional<Open> open(long sequence) {
        return open.stream().filter(each -> each.sequence() == sequence).findFirst();
    }

    void keep(SessionFiles files) throws IOException {
        SessionFiles.replace(files.checkpoint(), Json.mapper().writeValueAsBytes(this));
    }

    /**
     * That of an incarnation, if it is good: one that knows of more than the logs has outlived the end of a log, and is removed,
     * before the logs grow beyond it.
     */
    static Optional<Checkpoint> read(SessionFiles files, int incarnation, long lastNumber, long lastRequest)
            throws IOException {
        if (!Files.exists(files.checkpoint())) {
            return Optional.empty();
        }
        Optional<Checkpoint> found = parse(Files.readAllBytes(files.checkpoint()))
                .filter(each ->
                        each.incarnation == incarnation && each.journal <= lastNumber && each.requests <= lastRequest);
        if (found.isEmpty()) {
            Files.delete(files.checkpoint());
        }
        return found;
    }

    private static Optional<Checkpoint> parse(byte[] json) {
        try {
            return Optional.ofNullable(Json.mapper().readValue(json, Checkpoint.class));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
