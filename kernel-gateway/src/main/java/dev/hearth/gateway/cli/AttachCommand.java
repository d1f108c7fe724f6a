package dev.hearth.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.client.GatewayClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jline.reader.EndOfFileException;
import org.jline.reader.UserInterruptException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hearth attach}. Confined to the main thread. */
@Command(
        name = "attach",
        mixinStandardHelpOptions = true,
        description = "A terminal on a session that another client has started.",
        footer = {
            "",
            "Shows what was run and said on the session, then what happens; lines that are",
            "typed run as cells. Ctrl-C interrupts a cell that was typed here, Ctrl-D leaves.",
            "The session goes on.",
            "Without SESSION it lists those that there are; without --url they are those of",
            "the gateway on this machine.",
            "",
            "Examples:",
            "  hearth attach",
            "  hearth attach 4c5e",
            "  hearth attach 4c5e --connection-file k.json"
        })
final class AttachCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long LOOK_MILLIS = 10_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(
            paramLabel = "SESSION",
            arity = "0..1",
            description = "Its id, the beginning of it, or its name. Default: a list.")
    private @Nullable String session;

    @Option(
            names = "--connection-file",
            paramLabel = "FILE",
            description =
                    "No terminal, but a kernel for Jupyter's clients, which find it by this file. It is written, and"
                            + " removed at the end.")
    private @Nullable Path connectionFile;

    @Mixin
    private final GatewayOption gateway = new GatewayOption();

    @Override
    public Integer call() throws Exception {
        GatewayClient client = gateway.client();
        LiveSessions sessions = LiveSessions.of(client);
        PrintWriter out = spec.commandLine().getOut();
        if (session == null || session.isBlank()) {
            sessions.print(out);
            out.flush();
            return 0;
        }
        JsonNode chosen = sessions.require(session);
        if (connectionFile != null) {
            return new ExistingKernel(connectionFile, chosen, gateway.choice()).run(out);
        }
        try (AttachTerminal terminal = AttachTerminal.open()) {
            return attach(client, chosen, terminal);
        }
    }

    private static int attach(GatewayClient client, JsonNode session, AttachTerminal terminal)
            throws IOException, InterruptedException {
        String id = session.path("id").asText();
        terminal.note("Session " + id + ", " + session.path("language").asText() + ", profile "
                + session.path("profile").asText() + ". Ctrl-D leaves it, and it goes on.");
        try (AttachedSession attached = AttachedSession.begin(client, id, terminal)) {
            if (attached.awaitHistory()) {
                Thread self = Thread.currentThread();
                attached.whenOver(self::interrupt);
                if (converse(attached, terminal)) {
                    terminal.note("The session goes on: hearth attach " + id);
                    return 0;
                }
            }
            throw new IOException(reason(client, id, String.valueOf(attached.end())));
        }
    }

    /** The session may say more of its end than its messages do. */
    private static String reason(GatewayClient client, String id, String end) throws InterruptedException {
        try {
            String reason = client.session(id).path("reason").asText("");
            return reason.isEmpty() ? end : end + ": " + reason;
        } catch (IOException e) {
            return end;
        }
    }

    /** Until whoever types leaves: true; or the session is over: false. */
    private static boolean converse(AttachedSession attached, AttachTerminal terminal) {
        while (attached.end() == null) {
            OwnCell cell = new OwnCell();
            terminal.onInterrupt(() -> attached.interrupt(cell)); // from when the line has been read on
            try {
                String code = terminal.cell(attached.count() + 1, text -> isWhole(attached, text));
                if (!code.isBlank()) {
                    run(cell, code, attached, terminal);
                }
            } catch (EndOfFileException e) {
                return true;
            } catch (UserInterruptException | InterruptedException e) {
                // The line is forgotten, or the session is over.
            }
        }
        return false;
    }

    private static boolean isWhole(AttachedSession attached, String text) {
        return switch (attached.completeness(text, PATIENCE)) {
            case "incomplete" -> false;
            case "complete", "invalid" -> true;
            // A busy kernel may not say: two lines that are left empty end a cell, and so does a first one without a
            // colon.
            default ->
                text.endsWith("\n")
                        || (!text.contains("\n") && !text.stripTrailing().matches(".*[:{(,\\\\]"));
        };
    }

    private static void run(OwnCell cell, String code, AttachedSession attached, AttachTerminal terminal)
            throws InterruptedException {
        attached.run(cell, code);
        try {
            while (attached.end() == null) {
                OwnCell.Event event = cell.next(LOOK_MILLIS);
                if (event == null) {
                    continue;
                }
                if (event.question() == null) {
                    return;
                }
                try {
                    attached.answer(terminal.answer(event.question(), event.secret()));
                } catch (UserInterruptException | EndOfFileException e) {
                    attached.interrupt(cell);
                }
            }
        } finally {
            terminal.onInterrupt(() -> {});
        }
    }
}
