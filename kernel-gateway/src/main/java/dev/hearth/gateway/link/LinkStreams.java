package dev.hearth.gateway.link;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.session.LogSource;
import dev.hearth.gateway.session.LyingDriverException;
import dev.hearth.protocol.link.LinkFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The streams of one link. Thread-safe. */
final class LinkStreams {
    private static final int MOST = 32;

    private final Consumer<LinkFrame> sender;
    private final int credit;
    private final Map<Integer, LogStream> open = new HashMap<>(); // guarded by this
    private int last; // guarded by this
    private boolean down; // guarded by this

    LinkStreams(Consumer<LinkFrame> sender, int credit) {
        this.sender = sender;
        this.credit = credit;
    }

    /** Opens a stream of the driver's log. */
    LogSource openLog(long offset) {
        return open("log?offset=" + offset, offset);
    }

    /** Opens a stream of a result that a cell has kept. */
    LogSource openResult(String cell) {
        return open("result/" + cell, 0);
    }

    private LogSource open(String name, long offset) {
        LogStream stream;
        int id;
        synchronized (this) {
            if (down) {
                throw new GatewayException(ErrorCode.LINK_DOWN, "the driver cannot be reached at the moment");
            }
            if (open.size() >= MOST) {
                throw new GatewayException(
                        ErrorCode.TOO_MANY_CONNECTIONS, MOST + " readers have streams of this driver already");
            }
            last++;
            id = last;
            stream = new LogStream(id, credit, offset, this);
            open.put(id, stream);
        }
        sender.accept(new LinkFrame.OpenFrame(id, credit, name));
        return stream;
    }

    void send(LinkFrame frame) {
        sender.accept(frame);
    }

    /** The reader has closed a stream. */
    void closed(int id) {
        boolean known;
        synchronized (this) {
            known = open.remove(id) != null;
        }
        if (known) {
            sender.accept(new LinkFrame.CloseFrame(id, ""));
        }
    }

    /** Bytes came; those of a stream that was closed here are dropped. */
    void data(LinkFrame.DataFrame frame) throws LyingDriverException {
        LogStream stream;
        synchronized (this) {
            stream = open.get(frame.stream());
        }
        if (stream != null && !stream.data(frame.bytes().duplicate())) {
            throw new LyingDriverException("more bytes on a stream than it was given credit for");
        }
    }

    /** The driver has ended a stream. */
    void ended(int id) {
        LogStream stream;
        synchronized (this) {
            stream = open.remove(id);
        }
        if (stream != null) {
            stream.end();
        }
    }

    /** The link is gone: all streams end. */
    void down() {
        List<LogStream> all;
        synchronized (this) {
            down = true;
            all = new ArrayList<>(open.values());
            open.clear();
        }
        all.forEach(LogStream::end);
    }
}
