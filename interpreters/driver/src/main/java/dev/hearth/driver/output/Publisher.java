package dev.hearth.driver.output;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.content.Broadcasts;
import dev.hearth.protocol.content.Contents;
import dev.hearth.protocol.content.Replies;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.LaunchDescriptor;
import dev.hearth.protocol.link.LinkRecord;
import dev.hearth.protocol.link.RecordClass;
import dev.hearth.protocol.wire.V1Layout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Makes messages and puts them where the link's sender finds them. Thread-safe. */
public final class Publisher {
    private static final int ROOM_FOR_HEADERS = 64 << 10;
    private static final long LARGEST_ANSWER = LinkRecord.MAX_TRANSIENT_BYTES - ROOM_FOR_HEADERS;

    private final UUID session;
    private final int incarnation;
    private final long largest;
    private final OutputLog log;
    private final TransientQueue transients;
    private final Clock clock;
    private final Consumer<IOException> onFailure;
    private final Runnable onTransient;
    private final Consumer<String> onLost;
    private final String idPrefix = UUID.randomUUID() + "_";
    private final AtomicLong ids = new AtomicLong();
    private final byte[] sessionAndUser;

    /**
     * A publisher of one incarnation.
     *
     * @param onTransient called after each record that is not logged
     * @param onLost called with a sentence when the end of a request, or its reply, found no room and is in no log: a link that
     *     is up must break then, for the gateway to answer the request itself
     * @param onFailure called when a record that never waits could not be logged: the driver is of no more use then
     */
    public Publisher(
            LaunchDescriptor descriptor,
            OutputLog log,
            TransientQueue transients,
            Clock clock,
            Runnable onTransient,
            Consumer<String> onLost,
            Consumer<IOException> onFailure) {
        this.session = descriptor.session();
        this.incarnation = descriptor.incarnation();
        this.largest = Math.max(1, descriptor.settings().maxRecordBytes() - (long) ROOM_FOR_HEADERS);
        this.log = log;
        this.transients = transients;
        this.clock = clock;
        this.onTransient = onTransient;
        this.onLost = onLost;
        this.onFailure = onFailure;
        this.sessionAndUser = ("\",\"session\":"
                        + new String(Json.writeBytes(descriptor.headerSession()), StandardCharsets.UTF_8)
                        + ",\"username\":\"hearth\",\"version\":\"" + Header.PROTOCOL_VERSION + "\",\"msg_type\":")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Says something that must not wait. */
    public void say(Parent parent, Message message) {
        say(parent, message, newId());
    }

    /** Says something that must not wait, under an id from {@link #newId}. */
    public void say(Parent parent, Message message, String id) {
        try {
            append(parent, message, id, RecordClass.DURABLE, OutputLog.Patience.NEVER_WAITS, () -> false);
        } catch (InterruptedException e) {
            throw new AssertionError("nothing waited", e);
        } catch (IOException e) {
            onFailure.accept(e);
            throw new UncheckedIOException("the driver's output log cannot be written", e);
        }
    }

    /**
     * Says something that may wait while the log is full.
     *
     * @param cancelled asked while it waits
     * @throws InterruptedException if it was cancelled or the thread interrupted while it waited; nothing was said
     * @throws UncheckedIOException if the disk is full or failing
     */
    public void sayPatiently(Parent parent, Message message, RecordClass recordClass, BooleanSupplier cancelled)
            throws InterruptedException {
        OutputLog.Patience patience =
                recordClass == RecordClass.OUTPUT ? OutputLog.Patience.WAITS : OutputLog.Patience.USES_RESERVE;
        try {
            append(parent, message, newId(), recordClass, patience, cancelled);
        } catch (IOException e) {
            throw new UncheckedIOException("the driver's output log cannot be written", e);
        }
    }

    /** Tells event streams something; returns false if it is lost, because no link is up or it does not keep up. */
    public boolean event(Parent parent, String type, RawJson content) {
        Message message = Message.of(Channel.IOPUB, type, content);
        String id = newId();
        return offer(envelope(parent, message, RecordClass.EVENT, id), encode(parent, message, id));
    }

    private void append(
            Parent parent,
            Message wanted,
            String id,
            RecordClass recordClass,
            OutputLog.Patience patience,
            BooleanSupplier cancelled)
            throws IOException, InterruptedException {
        long most = parent.isTransient() ? Math.min(largest, LARGEST_ANSWER) : largest;
        Message message = wanted.sizeBytes() > most ? tooLarge(wanted, most) : wanted;
        List<ByteBuffer> parts = encode(parent, message, id);
        if (parent.isTransient()) {
            boolean taken = offer(envelope(parent, message, RecordClass.TRANSIENT, id), parts);
            if (!taken && (message.last() || message.channel() != Channel.IOPUB)) {
                onLost.accept("there was no room for the answer to a request");
            }
        } else {
            Envelope envelope = envelope(parent, message, recordClass, id);
            log.append(envelope, parts, patience, cancelled, parent.urgent());
        }
    }

    private boolean offer(Envelope envelope, List<ByteBuffer> parts) {
        List<ByteBuffer> record = new ArrayList<>(parts.size() + 1);
        record.add(envelope.encode());
        record.addAll(parts);
        boolean event = envelope.recordClass() == RecordClass.EVENT;
        boolean taken = transients.offer(log.last(), record, event);
        if (taken) {
            onTransient.run();
        }
        return taken;
    }

    /** A new {@code msg_id}. */
    public String newId() {
        return idPrefix + ids.incrementAndGet();
    }

    private Envelope envelope(Parent parent, Message message, RecordClass recordClass, String id) {
        return new Envelope(
                session,
                incarnation,
                0,
                recordClass,
                message.channel(),
                message.type(),
                id,
                parent.id(),
                parent.origin(),
                message.state(),
                parent.silent(),
                message.last(),
                clock.millis());
    }

    private List<ByteBuffer> encode(Parent parent, Message message, String id) {
        RawJson header = new JsonBytes(320)
                .raw("{\"msg_id\":\"")
                .raw(id)
                .raw(sessionAndUser)
                .string(message.type())
                .raw(",\"date\":\"")
                .raw(Header.date(clock.instant()))
                .raw("\"}")
                .take();
        return V1Layout.encode(new RawMessage(
                message.channel(),
                ByteBuffer.wrap(header.utf8()),
                ByteBuffer.wrap(parent.header().utf8()),
                ByteBuffer.wrap(message.metadata().utf8()),
                ByteBuffer.wrap(message.content().utf8()),
                message.buffers()));
    }

    /** What is said in place of a message beyond the limit. */
    private Message tooLarge(Message message, long most) {
        String sentence = "a message " + message.type() + " of " + message.sizeBytes()
                + " bytes is larger than this session allows (" + most + ")";
        if (message.channel() == Channel.IOPUB) {
            return Message.broadcast(
                    MessageType.STREAM, Contents.write(new Broadcasts.Stream("stderr", "Hearth: " + sentence + "\n")));
        }
        Replies.Failed failed = Replies.Failed.execute(0, "MessageTooLarge", sentence, List.of(sentence));
        return Message.of(message.channel(), message.type(), Contents.write(failed));
    }
}
