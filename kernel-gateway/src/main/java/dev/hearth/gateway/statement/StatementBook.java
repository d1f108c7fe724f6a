package dev.hearth.gateway.statement;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.session.Session;
import dev.hearth.gateway.session.Statement;
import dev.hearth.gateway.session.StatementLog;
import dev.hearth.protocol.RawMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The statements of a session, read from its log each time. Thread-safe. */
public final class StatementBook {
    /** Among so many is what shows that a statement has begun. */
    private static final int FIRST_RECORDS = 4;

    private final Session session;
    private final StatementLog log;

    /** The statements of this session. */
    public StatementBook(Session session) {
        this.session = session;
        this.log = session.statementLog();
    }

    /** The log that it reads. */
    public StatementLog log() {
        return log;
    }

    /** How many there have been. */
    public long size() {
        return session.statements();
    }

    /** The number of the oldest whose request is kept; {@link #size} if none is. */
    public long firstKept() {
        long low = 0;
        long high = size();
        // Requests go in their order, the oldest first.
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (session.statement(middle).isPresent()) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /**
     * A statement now.
     *
     * @return empty if it was never sent, or is no longer kept
     * @throws GatewayException with {@code JOURNAL_FAILED}
     */
    public Optional<StatementSnapshot> read(long number, Allowance allowance) {
        return session.statement(number).flatMap(found -> read(found, allowance, Integer.MAX_VALUE));
    }

    /**
     * A statement now, but of one that has not ended no more than whether it has begun: for those who ask again and again, and
     * show no output before the end.
     */
    public Optional<StatementSnapshot> readEnded(long number, Allowance allowance) {
        return session.statement(number)
                .flatMap(found -> read(found, allowance, log.isOpen(found) ? FIRST_RECORDS : Integer.MAX_VALUE));
    }

    private Optional<StatementSnapshot> read(Statement statement, Allowance allowance, int most) {
        try {
            // Asked first: what ends meanwhile is found ended in the log.
            boolean open = log.isOpen(statement);
            if (!open && most < Integer.MAX_VALUE) {
                return read(statement, allowance, Integer.MAX_VALUE);
            }
            Optional<RawMessage> request = session.request(statement);
            if (request.isEmpty()) {
                return Optional.empty();
            }
            StatementHead head = StatementHead.of(statement, request.get(), session.language());
            StatementFold fold = new StatementFold(allowance.next());
            log.read(statement, most, fold::take);
            allowance.use(fold.weight() + head.code().length());
            StatementState state = state(statement, fold, open);
            double progress = state.isEnded() ? 1 : fold.isBegun() ? log.progress(statement) : 0;
            return Optional.of(fold.snapshot(head, state, progress));
        } catch (IOException e) {
            throw new GatewayException(
                    ErrorCode.JOURNAL_FAILED, "the log of session " + session.id() + " cannot be read", e);
        }
    }

    private StatementState state(Statement statement, StatementFold fold, boolean open) {
        if (fold.isIdle() || !open) {
            boolean never = !fold.isIdle() && !fold.isBegun();
            return fold.isAborted() || never ? StatementState.CANCELLED : StatementState.AVAILABLE;
        }
        if (log.isCancelled(statement)) {
            return StatementState.CANCELLING;
        }
        return fold.isBegun() ? StatementState.RUNNING : StatementState.WAITING;
    }

    /**
     * Waits for the end of a statement, on no thread.
     *
     * @param patience at least 0
     * @param executor runs what follows
     * @return done with {@code true} when it has ended, with {@code false} when the time is up; never exceptionally
     */
    public CompletableFuture<Boolean> awaitEnd(Statement statement, Duration patience, Executor executor) {
        CompletableFuture<Void> end = log.whenEnded(statement);
        if (end.isDone()) {
            return CompletableFuture.completedFuture(true);
        }
        return end.thenApply(ended -> true)
                .completeOnTimeout(false, patience.toMillis(), TimeUnit.MILLISECONDS)
                .thenApplyAsync(
                        ended -> {
                            end.cancel(false);
                            return ended;
                        },
                        executor);
    }
}
