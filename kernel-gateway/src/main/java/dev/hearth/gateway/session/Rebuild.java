package dev.hearth.gateway.session;

import dev.hearth.gateway.session.KernelMessages.Asked;
import dev.hearth.gateway.session.Unfinished.Pending;
import dev.hearth.journal.Cursor;
import dev.hearth.journal.JournalRecord;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.SequenceWindow;
import dev.hearth.protocol.wire.V1Layout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.TreeSet;

/** Finds out again, from the logs on disk, what was known of an incarnation: the last checkpoint, and envelopes behind it. */
final class Rebuild {
    /** Of a record that is larger only the envelope is read. */
    private static final int BUFFER = 64 * 1024;

    private final SessionLogs logs;
    private final Incarnation of;
    private final TreeSet<Long> newestOutput = new TreeSet<>(); // as many as can have overtaken another

    /**
     * What was found besides.
     *
     * @param newestMillis when the newest record was appended, ms since 1970; 0 if there is none
     * @param shortened the journal has lost its end, or all of it
     */
    record Found(long newestMillis, boolean shortened) {}

    private Rebuild(SessionLogs logs, Incarnation of) {
        this.logs = logs;
        this.of = of;
    }

    /**
     * Fills {@code of} from its requests log, and from the journal from {@code firstRecord} on. Under the session's lock.
     */
    static Found of(SessionLogs logs, Incarnation of, long firstRecord) throws IOException {
        return new Rebuild(logs, of).run(firstRecord);
    }

    private Found run(long firstRecord) throws IOException {
        Settled settled = Settled.read(logs.files(), of.number);
        Optional<Checkpoint> checkpoint =
                Checkpoint.read(logs.files(), of.number, logs.journal().lastNumber(), of.requests.last());
        boolean shortened = settled.isBeyond(logs.journal());
        if (!shortened) {
            of.output.skipTo(settled.output());
        }
        checkpoint.ifPresent(each -> {
            of.output.skipTo(each.output());
            of.ready = each.ready();
        });
        requests(settled.requests(), checkpoint);
        long before = checkpoint.map(Checkpoint::activityMillis).orElse(0L);
        long newest =
                Math.max(before, walk(checkpoint.map(each -> each.journal() + 1).orElse(firstRecord)));
        if (shortened) {
            takeOutputAsFound();
        }
        of.highestOutput = Math.max(of.highestOutput, of.output.last());
        // Only what has no end is worth reading the header of.
        for (Pending pending : of.unfinished.all()) {
            pending.complete(header(pending.sequence()));
        }
        return new Found(newest, shortened);
    }

    /**
     * What the driver is asked for again begins behind what is here without a hole. Holes further down than a record can be
     * overtaken are retention's; one that is not may be filled twice, but never stays.
     */
    private void takeOutputAsFound() {
        if (!newestOutput.isEmpty()) {
            of.output.skipTo(newestOutput.last() - SequenceWindow.MAX_AHEAD);
            newestOutput.forEach(of.output::accept);
        }
    }

    /** Takes all requests for unfinished that may be, and numbers statements that were appended just before the gateway died. */
    private void requests(long ended, Optional<Checkpoint> checkpoint) throws IOException {
        Optional<Statements.Place> last = logs.statements().last();
        boolean present = last.isEmpty() || last.get().incarnation() <= of.number;
        long numbered = last.filter(place -> place.incarnation() == of.number)
                .map(Statements.Place::sequence)
                .orElse(0L);
        try (Cursor cursor = of.requests.cursor(1, BUFFER)) {
            for (JournalRecord record = cursor.next(); record != null; record = cursor.next()) {
                Envelope request = JournaledRecord.of(record, true).envelope();
                if (present && record.number() > numbered && SessionIntake.isStatement(request)) {
                    logs.statements().add(new Statements.Place(of.number, record.number()));
                }
                if (record.number() > ended) {
                    add(record.number(), request, checkpoint);
                }
            }
        }
    }

    private void add(long sequence, Envelope request, Optional<Checkpoint> checkpoint) {
        Asked asked = new Asked(
                request.messageId(),
                request.origin(),
                request.channel(),
                request.messageType(),
                request.silent(),
                RawJson.EMPTY_OBJECT);
        if (checkpoint.isEmpty() || sequence > checkpoint.get().requests()) {
            of.unfinished.add(sequence, asked);
        } else {
            checkpoint.get().open(sequence).ifPresent(open -> of.unfinished.resume(open, asked));
        }
    }

    private RawJson header(long sequence) throws IOException {
        Optional<ByteBuffer> message = of.requests.message(sequence);
        if (message.isEmpty()) {
            throw new IOException("request " + sequence + " is not in its log any more");
        }
        try {
            return RawJson.copyOf(V1Layout.decode(message.get()).header());
        } catch (MalformedMessageException e) {
            throw new IOException("request " + sequence + " cannot be read", e);
        }
    }

    private long walk(long from) throws IOException {
        long newest = 0;
        try (Cursor cursor = logs.journal().cursor(from, BUFFER)) {
            for (JournalRecord record = cursor.next(); record != null; record = cursor.next()) {
                Envelope envelope = JournaledRecord.of(record, true).envelope();
                newest = record.timeMillis();
                if (envelope.incarnation() == of.number) {
                    of.fold(envelope);
                    newestOutput.add(envelope.sequence());
                    if (newestOutput.size() > SequenceWindow.MAX_AHEAD) {
                        newestOutput.pollFirst();
                    }
                }
            }
        }
        logs.journal().lookForDamage();
        of.requests.lookForDamage();
        return newest;
    }
}
