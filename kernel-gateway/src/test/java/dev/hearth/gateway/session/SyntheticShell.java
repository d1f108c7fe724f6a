package dev.hearth.gateway.session;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.RecordClass;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a synthetic driver does one after the other, on a thread of its own. Cells are commands: {@code print N}, {@code bytes
 * N}, {@code hang}, {@code input}, {@code die}, {@code comm}; any other prints itself. Thread-safe, but for {@link #run}.
 */
final class SyntheticShell {
    private static final Logger LOG = LoggerFactory.getLogger(SyntheticShell.class);

    private final SyntheticDriver driver;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(SyntheticShell::thread);
    private volatile CompletableFuture<Void> hanging;
    private int count; // only on the thread

    SyntheticShell(SyntheticDriver driver) {
        this.driver = driver;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "synthetic-driver");
        thread.setDaemon(true);
        return thread;
    }

    void execute(Runnable task) {
        executor.execute(task);
    }

    /** Lets a cell that hangs, or waits for input, go on. */
    void wake() {
        CompletableFuture<Void> waits = hanging;
        if (waits != null) {
            waits.complete(null);
        }
    }

    void stop() {
        executor.shutdownNow();
    }

    /** Runs a request; on the shell's own thread. */
    void run(Envelope request, RawMessage message) {
        try {
            boolean execute = request.messageType().equals("execute_request");
            driver.status(ExecutionState.BUSY, request);
            String code =
                    execute ? Json.read(message.contentJson()).path("code").asText() : "";
            if (execute) {
                count++;
                hanging = new CompletableFuture<>(); // before anything shows that the cell has begun
                driver.emit(
                        RecordClass.DURABLE,
                        Channel.IOPUB,
                        "execute_input",
                        request,
                        "{\"code\":\"\",\"execution_count\":" + count + "}",
                        null);
                cell(request, code);
            }
            if (request.messageType().endsWith("_request")) {
                driver.emit(
                        SyntheticDriver.classOf(request, RecordClass.DURABLE),
                        request.channel(),
                        request.messageType().replace("_request", "_reply"),
                        request,
                        driver.answer(
                                request.messageType(),
                                "{\"status\":\"ok\",\"execution_count\":" + count
                                        + ",\"variables\":[{\"name\":\"x\"}]}"),
                        null);
            }
            driver.status(ExecutionState.IDLE, request);
        } catch (Exception e) {
            if (!driver.isEnded()) {
                LOG.error("a cell failed", e);
            }
        }
    }

    private void cell(Envelope request, String code) throws Exception {
        String[] words = code.split(" ");
        switch (words[0]) {
            case "print" -> {
                for (int i = 0; i < Integer.parseInt(words[1]); i++) {
                    text(request, "line " + i);
                }
            }
            case "bytes" -> text(request, "x".repeat(Integer.parseInt(words[1])));
            case "hang" -> await();
            case "die" -> {
                driver.end(1);
                throw new IllegalStateException("dead");
            }
            case "comm" ->
                driver.emit(
                        RecordClass.DURABLE,
                        Channel.IOPUB,
                        "comm_open",
                        request,
                        "{\"comm_id\":\"c\",\"target_name\":\"t\",\"data\":{}}",
                        null);
            case "input" -> {
                driver.emit(
                        RecordClass.DURABLE,
                        Channel.STDIN,
                        "input_request",
                        request,
                        "{\"prompt\":\"?\",\"password\":false}",
                        null);
                await();
                text(
                        request,
                        "got " + driver.inputs.get(driver.inputs.size() - 1).length());
            }
            default -> text(request, code);
        }
    }

    private void await() throws Exception {
        hanging.get(30, TimeUnit.SECONDS);
        hanging = null;
    }

    private void text(Envelope request, String text) {
        driver.emit(
                RecordClass.OUTPUT,
                Channel.IOPUB,
                "stream",
                request,
                "{\"name\":\"stdout\",\"text\":\"" + text + "\"}",
                null);
    }
}
