package dev.hearth.driver.link;

import dev.hearth.driver.log.DriverLog;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.LinkRecord;
import dev.hearth.protocol.link.SequenceWindow;
import java.nio.ByteBuffer;
import java.util.UUID;

/** Lets each request of the gateway's log in once, whatever links it comes over. Thread-safe. */
final class RequestIntake {
    private final UUID session;
    private final int incarnation;
    private final RequestSink sink;
    private final SequenceWindow window = new SequenceWindow(0); // guarded by this

    RequestIntake(UUID session, int incarnation, RequestSink sink) {
        this.session = session;
        this.incarnation = incarnation;
        this.sink = sink;
    }

    /** The last sequence of the run without a hole: what is acknowledged. */
    synchronized long last() {
        return window.last();
    }

    /** Takes a record whose bytes are valid during the call only. */
    synchronized void take(LinkRecord record) {
        Envelope envelope = record.envelope();
        if (!envelope.session().equals(session) || envelope.incarnation() != incarnation) {
            DriverLog.warn(
                    "dropped a request for session " + envelope.session() + ", incarnation " + envelope.incarnation());
            return;
        }
        if (envelope.recordClass().isLogged()) {
            if (!window.accept(envelope.sequence())) {
                return;
            }
        }
        ByteBuffer message = record.message();
        byte[] own = new byte[message.remaining()];
        message.get(own);
        sink.accept(new LinkRecord(envelope, ByteBuffer.wrap(own)));
    }

    /** Notes that the gateway no longer has what comes before and including {@code sequence}. */
    synchronized void skipTo(long sequence) {
        window.skipTo(sequence);
    }
}
