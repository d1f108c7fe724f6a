package dev.hearth.gateway.session;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.wire.V1Layout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A client of one session: sends requests, and reads as a face would. Not thread-safe. */
public final class TestClient implements AutoCloseable {
    /** What it was given. */
    public record Seen(long number, Envelope envelope, RawMessage message, boolean replayed) {
        public String content() {
            return message.contentJson().toString();
        }

        public String type() {
            return envelope.messageType();
        }

        public String what() {
            return envelope.executionState() == null
                    ? type()
                    : type() + ":" + envelope.executionState().wireName();
        }
    }

    private final Session session;
    private final String origin;
    private final SessionReader reader;
    private final List<Seen> seen = new ArrayList<>();

    public TestClient(Session session, String origin, ReadFrom from) throws Exception {
        this.session = session;
        this.origin = origin;
        this.reader = session.reader(from);
    }

    public static TestClient live(Session session, String origin) throws Exception {
        return new TestClient(session, origin, ReadFrom.live());
    }

    public SessionReader reader() {
        return reader;
    }

    public static RawMessage message(Channel channel, String type, String id, String content) {
        Header header = new Header(id, "client", "me", "", type, "5.3", null);
        return RawMessage.of(channel, header, RawJson.EMPTY_OBJECT, RawJson.of(content));
    }

    public Ingested send(Channel channel, String type, String id, String content) {
        return session.ingest(message(channel, type, id, content), origin);
    }

    public Ingested execute(String id, String code) {
        return send(Channel.SHELL, "execute_request", id, "{\"code\":\"" + code + "\"}");
    }

    public Ingested ask(String type, String id) {
        return send(Channel.SHELL, type, id, "{}");
    }

    /** Everything it was given so far. */
    public List<Seen> seen() {
        return seen;
    }

    /** What it was given with this parent, as types and states. */
    public List<String> of(String id) {
        return seen.stream()
                .filter(each -> each.envelope().parentId().equals(id))
                .map(Seen::what)
                .toList();
    }

    /** Reads on until something fits. */
    public Seen await(Predicate<Seen> what) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            SessionRecord record = reader.next();
            if (record != null) {
                Seen next = copy(record);
                seen.add(next);
                if (what.test(next)) {
                    return next;
                }
                continue;
            }
            CountDownLatch more = new CountDownLatch(1);
            reader.whenMore(more::countDown);
            if (!more.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new AssertionError("waited for in vain; seen "
                        + seen.stream()
                                .map(each -> each.number() + " " + each.what() + "/"
                                        + each.envelope().parentId())
                                .toList()
                        + ", session " + session.view());
            }
        }
    }

    /** Reads on until the request has ended. */
    public Seen awaitIdle(String id) throws Exception {
        return await(
                each -> each.envelope().parentId().equals(id) && each.what().equals("status:idle"));
    }

    /** Reads to the end. */
    public List<Seen> drain() throws Exception {
        for (SessionRecord record = reader.next(); record != null; record = reader.next()) {
            seen.add(copy(record));
        }
        return seen;
    }

    private static Seen copy(SessionRecord record) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate((int) record.size());
        record.read(0, bytes);
        return new Seen(record.number(), record.envelope(), V1Layout.decode(bytes.flip()), record.replayed());
    }

    @Override
    public void close() {
        reader.close();
    }
}
