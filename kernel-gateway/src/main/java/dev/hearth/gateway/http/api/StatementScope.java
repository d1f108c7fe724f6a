package dev.hearth.gateway.http.api;

import dev.hearth.gateway.session.ReadFrom;
import dev.hearth.gateway.session.Session;
import dev.hearth.gateway.session.SessionReader;
import dev.hearth.gateway.session.Statement;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.link.Envelope;
import java.io.IOException;

/** Of a session's records those that one statement has caused, up to its idle. One thread at a time. */
final class StatementScope implements EventSource.Scope {
    private final Session session;
    private final Statement statement;
    private final boolean endedBefore;
    private final long first;
    private final long last;
    private boolean idle;

    private StatementScope(Session session, Statement statement, boolean endedBefore, long[] numbers) {
        this.session = session;
        this.statement = statement;
        this.endedBefore = endedBefore;
        this.first = numbers.length == 0 ? 0 : numbers[0];
        this.last = numbers.length == 0 ? 0 : numbers[numbers.length - 1];
    }

    static StatementScope of(Session session, Statement statement) throws IOException {
        // In this order: what ends meanwhile is found ended by its idle.
        boolean open = session.statementLog().isOpen(statement);
        return new StatementScope(session, statement, !open, session.recordsOf(statement.requestId()));
    }

    /** A reader that begins with the statement's first record, or behind the one with this number. */
    SessionReader reader(long since) throws IOException {
        if (first > 0) {
            return session.reader(ReadFrom.sinceNumber(Math.max(since, first - 1)));
        }
        SessionReader live = session.reader(ReadFrom.live());
        long[] begun = session.recordsOf(statement.requestId());
        if (begun.length == 0) {
            return live;
        }
        live.close();
        return session.reader(ReadFrom.sinceNumber(begun[0] - 1));
    }

    @Override
    public boolean has(Envelope envelope) {
        boolean mine = envelope.parentId().equals(statement.requestId())
                && envelope.origin().equals(statement.origin());
        idle |= mine && envelope.executionState() == ExecutionState.IDLE;
        return mine;
    }

    @Override
    public boolean isOver(SessionReader reader) {
        return idle || (endedBefore && reader.position() >= last);
    }
}
