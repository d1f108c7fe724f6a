package dev.hearth.yarn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends applications of a profile that nobody here knows of, and removes the folders of those that have ended: a gateway that was
 * killed, a submission that was given up and went on, a cluster that could not be reached at the end leave such behind. Looks once
 * an hour. Thread-safe; works on the watch's thread and the submitter's.
 */
final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    private static final Duration EVERY = Duration.ofHours(1);
    private static final Duration ANSWER = Duration.ofMinutes(1);
    private static final List<String> OVER = List.of("FINISHED", "FAILED", "KILLED");

    private final String tag;
    private final Submitter submitter;
    private final Watch watch;
    private final Set<String> cleaned = new HashSet<>(); // confined to the watch's thread

    Leftovers(String tag, Submitter submitter, Watch watch) {
        this.tag = tag;
        this.submitter = submitter;
        this.watch = watch;
    }

    /** Begins to look. */
    void begin() {
        watch.later(Duration.ZERO, this::look);
    }

    private void look() {
        ObjectNode find = Submitter.request("find");
        find.putArray("tags").add(tag);
        submitter.ask(find, ANSWER).whenComplete((answer, failed) -> {
            if (failed != null) {
                LOG.info("{}: {}", tag, SubmitterException.of(failed).getMessage());
            } else {
                watch.later(Duration.ZERO, () -> tidy(answer));
            }
            watch.later(EVERY, this::look);
        });
    }

    private void tidy(JsonNode answer) {
        Set<String> there = new HashSet<>();
        for (JsonNode each : answer.path("applications")) {
            String application = each.path("app").asText();
            there.add(application);
            if (isKnown(each)) {
                continue;
            }
            if (!OVER.contains(each.path("state").asText())) {
                LOG.warn("{} belongs to no session or batch of this gateway: it is killed", application);
                ask("kill", each, "left behind by a gateway that has ended").thenRun(() -> ask("clean", each, ""));
            } else if (cleaned.add(application)) {
                ask("clean", each, "");
            }
        }
        cleaned.retainAll(there);
    }

    /** What was looked up is a moment old: what has begun since is not in it, and what was under way then is known. */
    private boolean isKnown(JsonNode report) {
        for (JsonNode each : report.path("tags")) {
            if (watch.isKnown(each.asText())) {
                return true;
            }
        }
        return false;
    }

    private CompletableFuture<JsonNode> ask(String operation, JsonNode report, String reason) {
        ObjectNode request = Submitter.request(operation)
                .put("app", report.path("app").asText())
                .put("user", report.path("user").asText())
                .put("reason", reason);
        return submitter.ask(request, ANSWER).whenComplete((done, failed) -> {
            if (failed != null) {
                LOG.info(
                        "{} of {} failed: {}",
                        operation,
                        report.path("app").asText(),
                        SubmitterException.of(failed).getMessage());
            }
        });
    }
}
