package dev.hearth.gateway.session;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.link.Envelope;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The statements of a session as its logs have them: sent, found by number, read, awaited, cancelled. Thread-safe. */
public final class StatementLog {
    private final SessionCore core;
    private final SessionIntake intake;

    StatementLog(SessionCore core, SessionIntake intake) {
        this.core = core;
        this.intake = intake;
    }

    /**
     * Sends an execute_request that is not silent. One that this origin has sent before, by its {@code msg_id}, is found
     * instead.
     *
     * @throws GatewayException as {@link Session#ingest}; nothing was logged then
     */
    public Submitted submit(RawMessage message, String origin) {
        core.enter();
        try {
            Ingested done = intake.ingest(message, origin);
            String id = message.readHeader().msgId();
            Optional<Statement> found = find(origin, id);
            return new Submitted(
                    found.orElseThrow(() -> new GatewayException(
                            ErrorCode.ID_TAKEN, "this key was used for a request that is no statement")),
                    done == Ingested.ACCEPTED);
        } catch (dev.hearth.protocol.MalformedMessageException e) {
            throw new GatewayException(ErrorCode.MALFORMED_MESSAGE, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw core.journalFailed(e);
        } finally {
            core.leave();
        }
    }

    /** The statement that an origin has sent under an id, if its request is kept. Under the lock. */
    private Optional<Statement> find(String origin, String messageId) throws IOException {
        for (RequestLog log : core.logs.requests()) {
            Optional<Envelope> request = log.find(origin, messageId);
            if (request.isPresent()) {
                Envelope envelope = request.get();
                return core
                        .logs
                        .statements()
                        .numberOf(new Statements.Place(log.incarnation(), envelope.sequence()))
                        .stream()
                        .mapToObj(number ->
                                new Statement(number, log.incarnation(), envelope.sequence(), messageId, origin))
                        .findFirst();
            }
        }
        return Optional.empty();
    }

    /**
     * Shows what the statement has caused so far, in the order in which it was said.
     *
     * @param most of the records, the first ones
     * @throws IOException if the journal cannot be read, or was purged
     */
    public void read(Statement statement, int most, RecordVisitor visitor) throws IOException {
        SessionJournal journal;
        core.enter();
        try {
            journal = core.logs.journal();
        } finally {
            core.leave();
        }
        long[] numbers = journal.numbersFor(statement.requestId(), most);
        if (numbers.length > most) {
            numbers = Arrays.copyOf(numbers, most);
        }
        RecordWalk.walk(journal, numbers, record -> {
            Envelope envelope = record.envelope();
            if (envelope.parentId().equals(statement.requestId())
                    && envelope.origin().equals(statement.origin())) {
                visitor.see(record);
            }
        });
    }

    /** Whether the statement waits or runs. */
    public boolean isOpen(Statement statement) {
        core.enter();
        try {
            return open(statement);
        } finally {
            core.leave();
        }
    }

    /** Whether the statement runs, or waits with nothing before it. */
    public boolean isNext(Statement statement) {
        core.enter();
        try {
            Incarnation of = core.current;
            return of != null
                    && of.number == statement.incarnation()
                    && of.unfinished.lowestSequence() == statement.sequence()
                    && open(statement);
        } finally {
            core.leave();
        }
    }

    private boolean open(Statement statement) {
        for (Incarnation each : new Incarnation[] {core.current, core.previous}) {
            if (each != null && each.number == statement.incarnation()) {
                return each.unfinished.has(statement.origin(), statement.requestId());
            }
        }
        return false;
    }

    /** The share of its Spark tasks that are done, as far as the driver said so to this gateway: 0 to 1, never falling. */
    public double progress(Statement statement) {
        core.enter();
        try {
            Incarnation of = core.current;
            return of == null || of.number != statement.incarnation()
                    ? 0
                    : of.events.progress().of(statement.requestId());
        } finally {
            core.leave();
        }
    }

    /**
     * Done when the statement has ended, at once if it has; never exceptionally. It is completed by the thread that appends:
     * what follows must be short, or go elsewhere. Whoever waits no longer cancels it.
     *
     * @throws GatewayException with {@code QUEUE_FULL} if far too many wait
     */
    public CompletableFuture<Void> whenEnded(Statement statement) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        Runnable wake = () -> future.complete(null);
        String key = Unfinished.key(statement.origin(), statement.requestId());
        core.enter();
        try {
            if (!open(statement)) {
                return CompletableFuture.completedFuture(null);
            }
            core.ends.add(key, wake);
        } finally {
            core.leave();
        }
        future.whenComplete((done, cancelled) -> {
            if (cancelled != null) {
                forget(key, wake);
            }
        });
        return future;
    }

    private void forget(String key, Runnable wake) {
        core.enter();
        try {
            core.ends.remove(key, wake);
        } finally {
            core.leave();
        }
    }

    /**
     * Asks the driver to end the statement, running or waiting. Of no effect if it has ended, or was cancelled before.
     *
     * @throws GatewayException with {@code QUEUE_FULL}, {@code SESSION_DEAD}, {@code JOURNAL_FAILED}
     */
    public void cancel(Statement statement) {
        core.enter();
        try {
            if (open(statement) && !isCancelled(statement)) {
                intake.cancel(statement);
            }
        } finally {
            core.leave();
        }
    }

    /** Whether {@link #cancel} was called for it, in whatever gateway. */
    public boolean isCancelled(Statement statement) {
        core.enter();
        try {
            Optional<RequestLog> log = core.logs.requests(statement.incarnation());
            return log.isPresent()
                    && log.get().find("", SessionIntake.cancelId(statement)).isPresent();
        } catch (IOException e) {
            throw core.journalFailed(e);
        } finally {
            core.leave();
        }
    }
}
