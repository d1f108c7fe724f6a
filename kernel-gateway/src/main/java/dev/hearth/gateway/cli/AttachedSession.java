package dev.hearth.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.client.GatewayClient;
import dev.hearth.gateway.client.Incoming;
import dev.hearth.gateway.client.KernelConnection;
import dev.hearth.gateway.client.RefusedException;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows a session that there is: first all that its log has, then what happens; and runs cells on it.
 *
 * <p>Thread-safe. Owns the thread {@code hearth-follow}, which alone uses the connection. Closing it leaves the session as it is.
 */
final class AttachedSession implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(30);

    private final KernelConnection connection;
    private final Screen screen;
    private final long historyEnd;
    private final CountDownLatch history = new CountDownLatch(1);
    private final Queue<Sending> sendings = new ConcurrentLinkedQueue<>(); // one a line that is typed, and interrupts
    private final Thread thread = new Thread(this::follow, "hearth-follow");
    private volatile @Nullable OwnCell own;
    private volatile Question question = new Question();
    private volatile int count;
    private volatile boolean closed;
    private volatile @Nullable String end;
    private volatile Runnable whenOver = () -> {};

    /** Something to be done with the connection. */
    private interface Sending {
        void send() throws IOException, InterruptedException;
    }

    /** Whether a text is whole; the newest of them is answered. */
    private static final class Question {
        private final CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        private volatile String request = "";
    }

    private AttachedSession(KernelConnection connection, long historyEnd, Screen screen) {
        this.connection = connection;
        this.historyEnd = historyEnd;
        this.screen = screen;
        thread.setDaemon(true);
    }

    /** Connects, and begins to show the history. */
    static AttachedSession begin(GatewayClient client, String id, Screen screen)
            throws IOException, InterruptedException {
        long last = client.session(id).path("last_number").asLong();
        AttachedSession attached = new AttachedSession(client.replay(id), last, screen);
        attached.thread.start();
        return attached;
    }

    /** Waits until all is shown that was there at the beginning; false if the session is over by then. */
    boolean awaitHistory() throws InterruptedException {
        history.await();
        return end == null;
    }

    /** Why there is nothing more to follow; null while there is. */
    @Nullable
    String end() {
        return end;
    }

    /** What to do when the session is over; at once if it is. */
    void whenOver(Runnable action) {
        whenOver = action;
        if (end != null) {
            action.run();
        }
    }

    /** The number of the newest cell. */
    int count() {
        return count;
    }

    /** Runs a cell. */
    void run(OwnCell cell, String code) {
        own = cell;
        ObjectNode content = Json.object();
        content.put("code", code);
        content.put("silent", false);
        content.put("store_history", true);
        content.putObject("user_expressions");
        content.put("allow_stdin", true);
        content.put("stop_on_error", true);
        send(() -> cell.sent(connection.send(Channel.SHELL, "execute_request", content)));
        if (end != null) {
            cell.lost();
        }
    }

    /** Interrupts a cell as soon as it runs. */
    void interrupt(OwnCell cell) {
        if (cell.interrupt()) {
            sendInterrupt();
        }
    }

    private void sendInterrupt() {
        send(() -> connection.send(Channel.CONTROL, "interrupt_request", Json.object()));
    }

    /** Answers what the running cell asks for. */
    void answer(String value) {
        send(() -> connection.send(Channel.STDIN, "input_reply", Json.object().put("value", value)));
    }

    /** What {@code is_complete_request} says of a text; {@code unknown} if that takes too long. */
    String completeness(String code, Duration patience) {
        Question asked = new Question();
        question = asked;
        ObjectNode content = Json.object().put("code", code);
        send(() -> asked.request = connection.send(Channel.SHELL, "is_complete_request", content));
        return asked.answer
                .completeOnTimeout(Json.object(), patience.toMillis(), TimeUnit.MILLISECONDS)
                .join()
                .path("status")
                .asText("unknown");
    }

    private void send(Sending sending) {
        sendings.add(sending);
        connection.wake();
    }

    private void follow() {
        try (connection) {
            while (!closed && end == null) {
                for (Sending each = sendings.poll(); each != null; each = sendings.poll()) {
                    each.send();
                }
                if (connection.hasRead(historyEnd)) {
                    history.countDown();
                }
                Incoming message = connection.next(LOOK);
                if (message != null) {
                    take(message);
                }
            }
        } catch (RefusedException e) {
            over("the session is not there any more: " + e.getMessage());
        } catch (IOException e) {
            over(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            history.countDown();
        }
    }

    private void over(String why) {
        if (closed || end != null) {
            return;
        }
        end = why;
        OwnCell cell = own;
        if (cell != null) {
            cell.lost();
        }
        whenOver.run();
    }

    private void take(Incoming message) {
        OwnCell last = own;
        OwnCell cell = last != null && last.isParent(message.parentId()) ? last : null;
        JsonNode content = message.content();
        switch (message.type()) {
            case "status" -> status(message, cell);
            case "execute_input" -> input(content, cell);
            case "execute_reply" -> told(cell, OwnCell::replied);
            case "input_request" -> told(cell, each -> each.ask(content));
            case "is_complete_reply" -> {
                if (question.request.equals(message.parentId())) {
                    question.answer.complete(content);
                }
            }
            default -> {
                if (message.channel() == Channel.IOPUB) {
                    screen.output(message.type(), content);
                }
            }
        }
    }

    private static void told(@Nullable OwnCell cell, Consumer<OwnCell> what) {
        if (cell != null) {
            what.accept(cell);
        }
    }

    private void status(Incoming message, @Nullable OwnCell cell) {
        String state = message.content().path("execution_state").asText();
        if (state.equals("dead")) {
            over("the session has ended");
        } else if (state.equals("idle")) {
            screen.ended();
            told(cell, OwnCell::idle);
        }
    }

    private void input(JsonNode content, @Nullable OwnCell cell) {
        count = content.path("execution_count").asInt(count);
        if (cell == null) {
            screen.input(count, content.path("code").asText(""));
        } else if (cell.begin()) {
            sendInterrupt();
        }
    }

    /** Leaves; the session goes on. Twice is harmless. */
    @Override
    public void close() {
        closed = true;
        connection.wake();
        try {
            thread.join(Duration.ofSeconds(2).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
