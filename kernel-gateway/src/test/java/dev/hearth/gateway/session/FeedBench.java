package dev.hearth.gateway.session;

import dev.hearth.journal.JournalSettings;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.LinkRecord;
import dev.hearth.protocol.link.RecordClass;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/** A requests log and a feed of it, without a session. */
public final class FeedBench implements AutoCloseable {
    private final RequestLog log;
    private final RequestFeed feed;

    public FeedBench(Path directory) throws Exception {
        log = new RequestLog("bench", 1, directory, JournalSettings.defaults(), Clock.systemUTC());
        feed = new RequestFeed(log, 1, List.of(), new MemoryBudget(1 << 20).share(), 0, (first, last, why) -> {});
    }

    public RequestFeed feed() {
        return feed;
    }

    private static Envelope envelope(RecordClass recordClass, Channel channel, String id) {
        return new Envelope(
                new UUID(1, 1), 1, 0, recordClass, channel, "x_request", id, "", "a", null, false, false, 0);
    }

    /** Logs a request of about so many bytes. */
    public void log(Channel channel, String id, int bytes) throws Exception {
        log.append(
                envelope(RecordClass.DURABLE, channel, id),
                TestClient.message(channel, "x_request", id, "{\"x\":\"" + "y".repeat(bytes) + "\"}"));
    }

    /** Offers a question. */
    public void ask(String id) {
        feed.offer(LinkRecord.of(
                envelope(RecordClass.TRANSIENT, Channel.SHELL, id),
                TestClient.message(Channel.SHELL, "x_request", id, "{}")));
    }

    /** Gives up sequences up to one. */
    public void skipBeyond(long sequence) throws Exception {
        log.skipBeyond(sequence);
    }

    @Override
    public void close() throws java.io.IOException {
        feed.close();
        log.close();
    }
}
