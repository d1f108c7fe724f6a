package dev.hearth.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.client.GatewayClient;
import dev.hearth.gateway.client.Incoming;
import dev.hearth.gateway.client.KernelConnection;
import dev.hearth.gateway.client.KernelModel;
import dev.hearth.gateway.notebook.CellOutputs;
import dev.hearth.gateway.notebook.Notebook;
import dev.hearth.gateway.notebook.NotebookCell;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Runs a notebook's code cells on one new kernel, and folds what comes back into it.
 *
 * <p>Confined to one thread, but for {@link #interrupt}.
 */
final class NotebookRun {

    private static final Duration LOOK = Duration.ofSeconds(15);
    private static final Duration INFO = Duration.ofSeconds(30);

    private final GatewayClient client;
    private final Notebook notebook;
    private final OutputPrinter printer;
    private final boolean allowErrors;
    private volatile @Nullable KernelModel kernel;
    private volatile boolean stopped;

    NotebookRun(GatewayClient client, Notebook notebook, OutputPrinter printer, boolean allowErrors) {
        this.client = client;
        this.notebook = notebook;
        this.printer = printer;
        this.allowErrors = allowErrors;
    }

    /**
     * Runs the cells in order. The notebook holds what was done also when this throws.
     *
     * @param environment for the kernel
     * @return whether every cell was run and none failed
     */
    boolean on(KernelChoice choice, Map<String, String> environment) throws IOException, InterruptedException {
        KernelModel started = client.startKernel(choice.name(), environment);
        kernel = started;
        try (KernelConnection connection = client.connect(started.id())) {
            notebook.ranOn(choice.name(), choice.displayName(), choice.language());
            learnLanguage(connection);
            return runCells(connection);
        } finally {
            kernel = null;
            forget(started);
        }
    }

    /** Ends the run: the cell that runs is interrupted, and none is begun any more. May be called from any thread. */
    void interrupt() throws IOException, InterruptedException {
        stopped = true;
        KernelModel running = kernel;
        if (running != null) {
            client.interrupt(running.id());
        }
    }

    private boolean runCells(KernelConnection connection) throws IOException, InterruptedException {
        List<NotebookCell> cells = notebook.codeCells();
        boolean good = true;
        int number = 0;
        @Nullable CellOutputs outputs = null;
        for (NotebookCell cell : cells) {
            number++;
            if (cell.source().isBlank()) {
                continue;
            }
            if (stopped) {
                return false;
            }
            printer.cell(number, cells.size(), cell.source());
            if (outputs == null) {
                outputs = new CellOutputs(cell);
            } else {
                outputs.begin(cell);
            }
            good &= runCell(connection, cell, outputs);
            if (!good && !allowErrors) {
                return false;
            }
        }
        return good;
    }

    private boolean runCell(KernelConnection connection, NotebookCell cell, CellOutputs outputs)
            throws IOException, InterruptedException {
        ObjectNode content = Json.object();
        content.put("code", cell.source());
        content.put("silent", false);
        content.put("store_history", true);
        content.putObject("user_expressions");
        content.put("allow_stdin", false);
        content.put("stop_on_error", true);
        String request = connection.send(Channel.SHELL, "execute_request", content);
        boolean replied = false;
        boolean idle = false;
        boolean good = true;
        try {
            while (!replied || !idle) {
                Incoming message = next(connection);
                if (isDead(message)) {
                    throw died();
                }
                if (!message.parentId().equals(request)) {
                    continue;
                }
                if (message.type().equals("execute_reply")) {
                    replied = true;
                    good = message.content().path("status").asText().equals("ok");
                    count(cell, message.content());
                } else if (message.type().equals("status")) {
                    idle |= message.content().path("execution_state").asText().equals("idle");
                } else {
                    outputs.take(message.type(), message.content());
                    printer.output(message.type(), message.content());
                }
            }
        } finally {
            outputs.finish();
        }
        return good;
    }

    /** The next message, however long it takes; while none comes the kernel is looked at now and then. */
    private Incoming next(KernelConnection connection) throws IOException, InterruptedException {
        while (true) {
            Incoming message = connection.next(LOOK);
            if (message != null) {
                return message;
            }
            KernelModel running = kernel;
            if (running != null && client.kernel(running.id()).executionState().equals("dead")) {
                throw died();
            }
        }
    }

    private void learnLanguage(KernelConnection connection) throws IOException, InterruptedException {
        String request = connection.send(Channel.SHELL, "kernel_info_request", Json.object());
        long end = System.nanoTime() + INFO.toNanos();
        while (System.nanoTime() < end) {
            Incoming message = connection.next(INFO);
            if (message != null
                    && message.parentId().equals(request)
                    && message.type().equals("kernel_info_reply")) {
                notebook.languageInfo(message.content().path("language_info"));
                return;
            }
        }
    }

    private static void count(NotebookCell cell, JsonNode reply) {
        if (reply.path("execution_count").isInt()) {
            cell.executionCount(OptionalInt.of(reply.path("execution_count").asInt()));
        }
    }

    private static boolean isDead(Incoming message) {
        return message.type().equals("status")
                && message.content().path("execution_state").asText().equals("dead");
    }

    private IOException died() throws IOException, InterruptedException {
        KernelModel running = kernel;
        String reason = running == null ? "" : client.kernel(running.id()).reason();
        return new IOException("the session has died" + (reason.isEmpty() ? "" : ": " + reason));
    }

    private void forget(KernelModel started) throws InterruptedException {
        try {
            client.delete(started.id());
        } catch (IOException e) {
            printer.note("the session was not ended: " + e.getMessage());
        }
    }
}
