package dev.hearth.gateway.http.api;

import dev.hearth.gateway.http.MessageSplice;
import dev.hearth.gateway.http.MessageSplice.Part;
import dev.hearth.gateway.http.StreamAnswer;
import dev.hearth.gateway.session.Session;
import dev.hearth.gateway.session.SessionReader;
import dev.hearth.gateway.session.SessionRecord;
import dev.hearth.gateway.session.SessionState;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.RecordClass;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a session says, as server-sent events: {@code id} is the journal number, {@code event} the message type, {@code data}
 * one line of JSON with {@code number}, {@code channel}, {@code header}, {@code parent_header}, {@code metadata}, {@code
 * content}, and {@code buffers}, the number of binary parts that are left out, if there are any.
 *
 * <p>Progress and other events of the driver have no id: they are not kept. Questions to a client, and what a client asks
 * beside its cells, are not told here. One thread at a time, but for wake-ups.
 */
final class EventSource implements StreamAnswer.Source {
    private static final int PIECE_BYTES = 64 << 10;
    private static final byte[] BEGINNING = "retry: 1000\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Session session;
    private final SessionReader reader;
    private final SessionSignals signals;
    private final ScheduledFuture<?> heartbeats;
    private final Runnable told = this::wake;
    private final AtomicReference<@Nullable Runnable> waiting = new AtomicReference<>();
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
    private @Nullable MessageSplice current;
    private final boolean deletedBefore;
    private final Scope scope;
    private boolean begun;
    private volatile boolean dead; // as far as it was told
    private volatile boolean heartbeatDue;

    /** What is told, and when all of it was. */
    interface Scope {
        /** All that happens, until the session is gone. */
        Scope ALL = new Scope() {};

        /** Whether a record belongs to it. */
        default boolean has(Envelope envelope) {
            return true;
        }

        /** Whether nothing more of it comes behind what the reader has given. */
        default boolean isOver(SessionReader reader) {
            return false;
        }
    }

    EventSource(
            Session session,
            Scope scope,
            SessionReader reader,
            SessionSignals signals,
            ScheduledExecutorService timer,
            long heartbeatMillis) {
        this.session = session;
        this.scope = scope;
        this.reader = reader;
        this.signals = signals;
        this.deletedBefore = isDeleted(session);
        signals.add(session.id(), told);
        this.heartbeats = timer.scheduleAtFixedRate(
                () -> {
                    heartbeatDue = true;
                    wake();
                },
                heartbeatMillis,
                heartbeatMillis,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public @Nullable ByteBuffer next() throws IOException {
        piece.clear();
        if (!begun) {
            begun = true;
            piece.put(BEGINNING);
        }
        if (heartbeatDue && current == null) {
            heartbeatDue = false;
            piece.put(HEARTBEAT);
        }
        while (piece.hasRemaining()) {
            MessageSplice event = current != null ? current : begin(scope.isOver(reader) ? null : reader.next());
            if (event == null) {
                break;
            }
            event.fill(piece);
            current = event.isEmpty() ? null : event;
        }
        return piece.flip().hasRemaining() ? piece : null;
    }

    private @Nullable MessageSplice begin(@Nullable SessionRecord first) throws IOException {
        SessionRecord record = first;
        while (record != null && !(isTold(record.envelope()) && scope.has(record.envelope()))) {
            record = scope.isOver(reader) ? null : reader.next();
        }
        if (record == null) {
            return null;
        }
        Envelope envelope = record.envelope();
        dead = envelope.executionState() == null ? dead : envelope.executionState() == ExecutionState.DEAD;
        MessageSplice event = MessageSplice.of(record).onOneLine();
        if (record.number() > 0) {
            event.add("id: " + record.number() + "\n");
        }
        event.add("event: " + envelope.messageType().replaceAll("\\p{Cntrl}", " ") + "\ndata: {\"number\":"
                + record.number() + ",\"channel\":\"" + envelope.channel().wireName() + "\",\"header\":");
        event.add(Part.HEADER).add(",\"parent_header\":");
        event.add(Part.PARENT_HEADER).add(",\"metadata\":");
        event.add(Part.METADATA).add(",\"content\":");
        event.add(Part.CONTENT);
        event.add(event.buffers() == 0 ? "}\n\n" : ",\"buffers\":" + event.buffers() + "}\n\n");
        return event;
    }

    private static boolean isTold(Envelope envelope) {
        return envelope.recordClass() != RecordClass.TRANSIENT
                && envelope.recordClass() != RecordClass.SECRET
                && envelope.channel() != Channel.STDIN;
    }

    @Override
    public boolean ended() {
        return deletedBefore || scope.isOver(reader) || (dead && isDeleted(session));
    }

    private static boolean isDeleted(Session session) {
        return session.view().state() == SessionState.DELETED;
    }

    @Override
    public void whenMore(Runnable wake) {
        waiting.set(wake);
        reader.whenMore(told);
        if (heartbeatDue || ended()) {
            wake();
        }
    }

    private void wake() {
        Runnable wake = waiting.getAndSet(null);
        if (wake != null) {
            wake.run();
        }
    }

    @Override
    public void close() {
        heartbeats.cancel(false);
        signals.remove(session.id(), told);
        reader.close();
    }
}
