package dev.hearth.gateway.batch;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.notebook.Notebook;
import dev.hearth.gateway.notebook.NotebookCell;
import dev.hearth.gateway.session.NewSession;
import dev.hearth.gateway.session.Session;
import dev.hearth.gateway.session.Statement;
import dev.hearth.gateway.statement.Allowance;
import dev.hearth.gateway.statement.OutputPart;
import dev.hearth.gateway.statement.StatementBook;
import dev.hearth.gateway.statement.StatementSnapshot;
import dev.hearth.gateway.statement.StatementState;
import dev.hearth.protocol.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the cells of a notebook, one after the other, on a session of its own, and writes the copy behind each.
 *
 * <p>Begun again by the next gateway, it asks for the same session and sends the same requests, which the session knows: a cell
 * that ran is read from the log and not run again. One thread at a time, but for {@link #stop}; none waits for a cell.
 */
final class NotebookRun {
    private static final Logger LOG = LoggerFactory.getLogger(NotebookRun.class);
    private static final long MOST_BYTES = 64L << 20;

    private final BatchRow row;
    private final BatchFiles files;
    private final BatchWorld world;
    private final NotebookLog log;
    private final CompletableFuture<Outcome> end = new CompletableFuture<>();
    private volatile boolean stopped;

    NotebookRun(BatchRow row, BatchFiles files, BatchWorld world) {
        this.row = row;
        this.files = files;
        this.world = world;
        this.log = new NotebookLog(files, world.clock());
    }

    /** Begins it. What comes back is never done exceptionally. */
    CompletableFuture<Outcome> begin() {
        try {
            Notebook notebook = read();
            Session session = session(language(notebook));
            log.line("runs " + notebook.codeCells().size() + " code cells on session " + session.number() + " ("
                    + session.id() + ")");
            world.executor().execute(() -> cell(notebook, session, 0));
        } catch (IOException | GatewayException e) {
            finish(Outcome.failed(String.valueOf(e.getMessage())));
        }
        return end;
    }

    /** Ends its session, and so the cell that runs; none is begun any more. */
    void stop() {
        stopped = true;
        world.sessions().find(row.session()).ifPresent(session -> session.end("the batch was stopped"));
    }

    private Notebook read() throws IOException {
        String file = row.application().file();
        Path path = Path.of(file.startsWith("file:") ? java.net.URI.create(file).getPath() : file);
        if (Files.isRegularFile(path) && Files.size(path) > MOST_BYTES) {
            throw new IOException("the notebook is longer than " + MOST_BYTES + " bytes");
        }
        return Notebook.read(path);
    }

    private static Language language(Notebook notebook) {
        return notebook.language()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .flatMap(Language::ofWireName)
                .orElse(Language.PYTHON);
    }

    private Session session(Language language) {
        Optional<Session> known = world.sessions().find(row.session());
        if (known.isPresent()) {
            return known.get();
        }
        return world.sessions()
                .create(new NewSession(
                        row.owner(),
                        row.proxyUser(),
                        row.profile(),
                        language,
                        Map.of(),
                        row.session(),
                        "batch-" + row.number(),
                        null,
                        null,
                        row.wish().unnamed()));
    }

    /** Sends a cell, or finds that it was sent before, and goes on when it has ended. */
    private void cell(Notebook notebook, Session session, int index) {
        try {
            List<NotebookCell> cells = notebook.codeCells();
            int next = index;
            while (next < cells.size() && cells.get(next).source().isBlank()) {
                next++;
            }
            if (next == cells.size()) {
                notebook.write(files.executed());
                finish(new Outcome(true, 0, "", false));
                return;
            }
            if (stopped) {
                finish(Outcome.failed("it was stopped"));
                return;
            }
            int now = next;
            NotebookCell cell = cells.get(now);
            StatementBook book = new StatementBook(session);
            Statement statement = book.log()
                    .submit(CellRequest.of(row.id(), now, cell.source()), CellRequest.ORIGIN)
                    .statement();
            book.log()
                    .whenEnded(statement)
                    .thenRunAsync(() -> ended(notebook, session, now, statement), world.executor());
        } catch (IOException | GatewayException e) {
            finish(Outcome.failed(why(session, e)));
        }
    }

    private static String why(Session session, Exception e) {
        boolean dead = e instanceof GatewayException refused && refused.code() == ErrorCode.SESSION_DEAD;
        return dead ? "its session has ended: " + session.view().reason() : String.valueOf(e.getMessage());
    }

    private void ended(Notebook notebook, Session session, int index, Statement statement) {
        try {
            List<NotebookCell> cells = notebook.codeCells();
            StatementSnapshot shown = new StatementBook(session)
                    .read(statement.number(), Allowance.standard())
                    .orElseThrow(() -> new IOException("the log of cell " + (index + 1) + " is no longer kept"));
            CellCopy.write(shown, cells.get(index));
            notebook.write(files.executed());
            String place = "cell " + (index + 1) + " of " + cells.size();
            log.cell(place, shown);
            Optional<OutputPart.Failure> failure = shown.failure();
            if (!session.view().state().isLive()) {
                finish(Outcome.failed(
                        place + ": its session has ended: " + session.view().reason()));
            } else if (failure.isPresent()) {
                finish(Outcome.failed(place + " failed: " + failure.get().ename() + ": "
                        + failure.get().evalue()));
            } else if (shown.state() == StatementState.CANCELLED) {
                finish(Outcome.failed(place + " was cancelled"));
            } else {
                cell(notebook, session, index + 1);
            }
        } catch (IOException | GatewayException e) {
            finish(Outcome.failed(why(session, e)));
        }
    }

    private void finish(Outcome outcome) {
        log.line(outcome.good() ? "ended well" : outcome.reason());
        try {
            world.sessions().find(row.session()).ifPresent(session -> {
                session.view().logTail().forEach(log::plain);
                session.delete(false);
            });
        } catch (GatewayException e) {
            LOG.warn("batch {}: its session could not be deleted", row.number(), e);
        }
        end.complete(outcome);
    }
}
