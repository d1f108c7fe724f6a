package dev.hearth.gateway.session;

import dev.hearth.protocol.link.LinkRecord;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/**
 * A session's driver as its link sees it: what the link passes on, and what it is to send. Thread-safe, but for the feed.
 */
public final class LinkedDriver {
    private final DriverOutput output;
    private final Incarnation incarnation;
    private final DriverPort port;
    private final RequestFeed feed;

    LinkedDriver(DriverOutput output, Incarnation incarnation, DriverPort port, RequestFeed feed) {
        this.output = output;
        this.incarnation = incarnation;
        this.port = port;
        this.feed = feed;
    }

    /** The session. */
    public UUID session() {
        return output.session();
    }

    /** What is to be sent. */
    public RequestFeed feed() {
        return feed;
    }

    /** The largest record that is taken. */
    public int maxRecordBytes() {
        return output.maxRecordBytes();
    }

    /**
     * Takes what came in one frame: checks it all, appends what is logged in one go, and gives the rest to readers.
     *
     * @param records whose bytes are valid during the call only
     * @return the sequence to acknowledge
     * @throws LyingDriverException if the driver may not say that; nothing of the frame was taken
     * @throws IOException if the journal cannot be written; nothing of the frame is acknowledged
     */
    public long received(List<LinkRecord> records) throws LyingDriverException, IOException {
        return output.received(incarnation, port, records);
    }

    /**
     * The driver no longer has a part of its output.
     *
     * @throws LyingDriverException if the part is not behind what is here
     * @throws IOException if the mark cannot be written
     */
    public void gap(long first, long last) throws LyingDriverException, IOException {
        output.gap(incarnation, port, first, last);
    }

    /** The driver has lied; its link is about to be closed. */
    public void lied(String what) {
        output.lied(incarnation, what);
    }

    /** The link is gone. Call it once. */
    public void down(String reason) {
        output.down(incarnation, port, feed, reason);
    }
}
