package dev.hearth.yarn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The submitter program, whichever life it is in: started when it is needed, and again when it has died. Thread-safe. */
final class Submitter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Submitter.class);
    private static final Duration HELLO = Duration.ofSeconds(60);

    private final ClusterSettings settings;
    private final SubmitterCommand command;
    private @Nullable SubmitterProcess process; // guarded by this
    private boolean closed; // guarded by this

    Submitter(ClusterSettings settings, SubmitterCommand command) {
        this.settings = settings;
        this.command = command;
    }

    /** An empty request. */
    static ObjectNode request(String operation) {
        return JsonNodeFactory.instance.objectNode().put("op", operation);
    }

    /** Asks; the future ends with a {@link SubmitterException} if that fails. Starting the program blocks for a moment. */
    CompletableFuture<JsonNode> ask(ObjectNode request, Duration within) {
        return ask(request, within, note -> {});
    }

    /** As {@link #ask(ObjectNode, Duration)}, and tells what the submitter says meanwhile. */
    CompletableFuture<JsonNode> ask(ObjectNode request, Duration within, Consumer<String> notes) {
        try {
            return running().ask(request, notes).orTimeout(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (SubmitterException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Asks, and waits. */
    JsonNode askNow(ObjectNode request, Duration within, Consumer<String> notes) throws SubmitterException {
        try {
            return ask(request, within, notes).get(within.toMillis() + 1000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw SubmitterException.of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SubmitterException("failed", "interrupted", e);
        }
    }

    private synchronized SubmitterProcess running() throws SubmitterException {
        if (closed) {
            throw new SubmitterException(SubmitterException.GONE, "the gateway is stopping");
        }
        SubmitterProcess known = process;
        if (known != null && !known.isOver()) {
            return known;
        }
        try {
            SubmitterProcess made = new SubmitterProcess(settings.name(), command.start());
            process = made;
            ObjectNode hello = request("hello");
            if (settings.keytab() != null) {
                hello.put("principal", settings.principal())
                        .put("keytab", settings.keytab().toString());
            }
            JsonNode answer = made.ask(hello, note -> {}).get(HELLO.toMillis(), TimeUnit.MILLISECONDS);
            LOG.info(
                    "cluster {}: the submitter runs as process {}: Spark {}, Hadoop {}, as {}",
                    settings.name(),
                    made.pid(),
                    answer.path("spark").asText(),
                    answer.path("hadoop").asText(),
                    answer.path("user").asText());
            return made;
        } catch (IOException | ExecutionException | TimeoutException e) {
            SubmitterException why = SubmitterException.of(e);
            throw new SubmitterException(
                    SubmitterException.GONE,
                    "the submitter for YARN did not start: " + why.getMessage() + "; see " + command.log(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SubmitterException(SubmitterException.GONE, "interrupted", e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (process != null) {
            process.end();
        }
    }
}
