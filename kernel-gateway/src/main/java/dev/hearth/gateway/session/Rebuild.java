package dev.hearth.gateway.session;

import dev.hearth.gateway.session.KernelMessages.Asked;
import dev.hearth.journal.Cursor;
import dev.hearth.journal.JournalRecord;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.wire.V1Layout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds out again, from the logs on disk, what was known of an incarnation. Reads envelopes only. */
final class Rebuild {
    /** Small: of a large record only the envelope is read. */
    private static final int BUFFER = 8 * 1024;

    private final SessionLogs logs;
    private final Incarnation of;

    private Rebuild(SessionLogs logs, Incarnation of) {
        this.logs = logs;
        this.of = of;
    }

    /**
     * Fills {@code of} from its requests log, and from the journal from {@code firstRecord} on. Under the session's lock.
     *
     * @return when the newest record was appended, ms since 1970; 0 if there is none
     */
    static long of(SessionLogs logs, Incarnation of, long firstRecord) throws IOException {
        return new Rebuild(logs, of).run(firstRecord);
    }

    private long run(long firstRecord) throws IOException {
        of.output.skipTo(OutputWindow.read(logs.files(), of.number));
        of.highestOutput = of.output.last();
        Map<String, Envelope> requests = requests();
        mendStatements(requests);
        requests.values().removeIf(request -> request.sequence() <= 0);
        // Only what has no end yet is worth reading the headers of: the ends are found first.
        long[] newest = new long[1];
        Set<String> ended = new HashSet<>();
        walk(firstRecord, newest, envelope -> {
            if (envelope.executionState() == dev.hearth.protocol.ExecutionState.IDLE
                    && !envelope.parentId().isEmpty()) {
                ended.add(Unfinished.key(envelope.origin(), envelope.parentId()));
            }
        });
        for (Map.Entry<String, Envelope> each : requests.entrySet()) {
            if (!ended.contains(each.getKey())) {
                add(each.getValue());
            }
        }
        walk(firstRecord, newest, of::fold);
        return newest[0];
    }

    private Map<String, Envelope> requests() throws IOException {
        Map<String, Envelope> found = new LinkedHashMap<>();
        try (Cursor cursor = of.requests.cursor(1, BUFFER)) {
            for (JournalRecord record = cursor.next(); record != null; record = cursor.next()) {
                Envelope envelope = JournaledRecord.of(record, true).envelope();
                found.put(Unfinished.key(envelope.origin(), envelope.messageId()), envelope);
            }
        }
        return found;
    }

    /** Numbers statements that were appended just before the gateway died. */
    private void mendStatements(Map<String, Envelope> requests) throws IOException {
        Optional<Statements.Place> last = logs.statements().last();
        if (last.isPresent() && last.get().incarnation() > of.number) {
            return;
        }
        long known = last.filter(place -> place.incarnation() == of.number)
                .map(Statements.Place::sequence)
                .orElse(0L);
        for (Envelope request : requests.values()) {
            if (request.sequence() > known && SessionIntake.isStatement(request)) {
                logs.statements().add(new Statements.Place(of.number, request.sequence()));
            }
        }
    }

    private void add(Envelope request) throws IOException {
        Optional<ByteBuffer> message = of.requests.message(request.sequence());
        if (message.isEmpty()) {
            return;
        }
        try {
            RawJson header = RawJson.copyOf(V1Layout.decode(message.get()).header());
            of.unfinished.add(
                    request.sequence(),
                    new Asked(
                            request.messageId(),
                            request.origin(),
                            request.channel(),
                            request.messageType(),
                            request.silent(),
                            header));
        } catch (MalformedMessageException e) {
            throw new IOException("request " + request.sequence() + " cannot be read", e);
        }
    }

    private interface Take {
        void take(Envelope envelope);
    }

    private void walk(long from, long[] newest, Take take) throws IOException {
        try (Cursor cursor = logs.journal().cursor(from, BUFFER)) {
            for (JournalRecord record = cursor.next(); record != null; record = cursor.next()) {
                Envelope envelope = JournaledRecord.of(record, true).envelope();
                newest[0] = record.timeMillis();
                if (envelope.incarnation() == of.number) {
                    take.take(envelope);
                }
            }
        }
    }
}
