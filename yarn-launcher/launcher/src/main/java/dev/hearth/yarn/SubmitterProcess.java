package dev.hearth.yarn;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of the submitter program, and the requests that it has not answered. Thread-safe. Its standard input is the only way to
 * it: requests may hold secrets.
 */
final class SubmitterProcess {
    private static final long END_MILLIS = 3000;

    private static final Logger LOG = LoggerFactory.getLogger(SubmitterProcess.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Open(CompletableFuture<JsonNode> answer, Consumer<String> notes) {}

    private final Process process;
    private final OutputStream requests;
    private final Map<Long, Open> open = new ConcurrentHashMap<>();
    private final AtomicLong number = new AtomicLong();
    private volatile boolean over;

    /** Takes over a process that was just started. */
    SubmitterProcess(String name, Process process) {
        this.process = process;
        this.requests = process.getOutputStream();
        Thread reader = new Thread(this::read, "hearth-yarn-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    boolean isOver() {
        return over;
    }

    long pid() {
        return process.pid();
    }

    /**
     * Asks.
     *
     * @param request without its number
     * @param notes is told what the submitter says meanwhile, on its reader
     * @return the answer, or a {@link SubmitterException}
     */
    CompletableFuture<JsonNode> ask(ObjectNode request, Consumer<String> notes) {
        long id = number.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        open.put(id, new Open(answer, notes));
        try {
            byte[] line = (JSON.writeValueAsString(request.put("id", id)) + "\n").getBytes(StandardCharsets.UTF_8);
            synchronized (requests) {
                requests.write(line);
                requests.flush();
            }
        } catch (IOException e) {
            fail("the submitter does not read: " + e.getMessage());
        }
        if (over) {
            fail("the submitter has ended");
        }
        return answer;
    }

    private void read() {
        String why = "the submitter has ended";
        try (BufferedReader answers =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                take(line);
            }
        } catch (IOException e) {
            why = "the submitter's answers cannot be read: " + e.getMessage();
        }
        over = true;
        fail(why);
    }

    private void take(String line) {
        JsonNode answer;
        try {
            answer = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            LOG.warn("the submitter said what is no answer");
            return;
        }
        long id = answer.path("id").asLong();
        if (answer.has("note")) {
            Open asked = open.get(id);
            if (asked != null) {
                asked.notes().accept(answer.path("note").asText());
            }
            return;
        }
        Open asked = open.remove(id);
        if (asked == null) {
            return;
        }
        JsonNode error = answer.path("error");
        if (error.isMissingNode()) {
            asked.answer().complete(answer.path("result"));
        } else {
            asked.answer()
                    .completeExceptionally(new SubmitterException(
                            error.path("kind").asText(), error.path("message").asText()));
        }
    }

    private void fail(String why) {
        for (Long id : List.copyOf(open.keySet())) {
            Open asked = open.remove(id);
            if (asked != null) {
                asked.answer().completeExceptionally(new SubmitterException(SubmitterException.GONE, why));
            }
        }
    }

    /** Ends it when what is under way is done; waits for that for a moment, so that its files are gone, too. */
    void end() {
        try {
            requests.close();
            process.waitFor(END_MILLIS, TimeUnit.MILLISECONDS);
        } catch (IOException e) {
            process.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
