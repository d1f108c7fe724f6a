package dev.hearth.submitter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads requests, one JSON object a line, and answers each when it is done: {@code {"id":1,"op":"report",…}} with
 * {@code {"id":1,"result":{…}}} or {@code {"id":1,"error":{"kind":"…","message":"…"}}}. Answers come in any order; a request
 * may have {@code {"id":1,"note":"…"}} before its answer.
 *
 * <p>Owns the threads {@code hearth-submit-N}, on which submissions run, and {@code hearth-look-N} for all else. Reading stops
 * while too many requests are under way.
 */
final class Desk {
    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Submissions at a time: each takes a thread, some memory, and a good part of a second. */
    private static final int SUBMISSIONS = 4;

    private static final int LOOKS = 4;
    private static final int MOST_UNDERWAY = 1000;
    private static final long LAST_WORK_SECONDS = 60;

    private final Operations operations;
    private final BufferedReader requests;
    private final OutputStream answers;
    private final ExecutorService submissions = pool("hearth-submit-", SUBMISSIONS);
    private final ExecutorService looks = pool("hearth-look-", LOOKS);
    private final Semaphore room = new Semaphore(MOST_UNDERWAY);

    Desk(Operations operations, InputStream requests, OutputStream answers) {
        this.operations = operations;
        this.requests = new BufferedReader(new InputStreamReader(requests, StandardCharsets.UTF_8));
        this.answers = answers;
    }

    private static ExecutorService pool(String name, int threads) {
        AtomicInteger number = new AtomicInteger();
        return Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, name + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Serves until there are no more requests and, for a minute at most, until those under way are done. */
    void serve() throws IOException {
        try {
            for (String line = requests.readLine(); line != null; line = requests.readLine()) {
                room.acquire();
                take(line);
            }
            submissions.shutdown();
            looks.shutdown();
            if (!submissions.awaitTermination(LAST_WORK_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a submission did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(String line) {
        JsonNode request;
        try {
            request = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            LOG.error("a request that is no JSON"); // its text may hold a secret
            room.release();
            return;
        }
        String name = request.path("op").asText();
        (operations.isSubmission(name) ? submissions : looks).execute(() -> answer(name, request));
    }

    private void answer(String name, JsonNode request) {
        ObjectNode answer = JSON.createObjectNode().put("id", request.path("id").asLong());
        try {
            answer.set("result", operations.run(name, request, note -> note(request, note)));
        } catch (Exception | LinkageError e) {
            Failure failure = Failure.of(e);
            LOG.info("{} failed: {}", name, failure.message(), e);
            answer.putObject("error").put("kind", failure.kind()).put("message", failure.message());
        } finally {
            room.release();
        }
        write(answer);
    }

    private void note(JsonNode request, String text) {
        write(JSON.createObjectNode().put("id", request.path("id").asLong()).put("note", text));
    }

    private void write(JsonNode line) {
        try {
            byte[] bytes = (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
            synchronized (answers) {
                answers.write(bytes);
                answers.flush();
            }
        } catch (IOException e) {
            LOG.debug("nobody reads the answer", e); // the end of standard input follows
        }
    }
}
