package dev.hearth.gateway.link;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.http.Pongs;
import dev.hearth.gateway.session.DriverPort;
import dev.hearth.gateway.session.HelloAnswer;
import dev.hearth.gateway.session.LinkedDriver;
import dev.hearth.gateway.session.LogSource;
import dev.hearth.gateway.session.LyingDriverException;
import dev.hearth.gateway.session.MemoryBudget;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.link.FrameReader;
import dev.hearth.protocol.link.LinkFrame;
import dev.hearth.protocol.link.LinkRecord;
import dev.hearth.protocol.link.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One link. Jetty calls it on one thread at a time; what others call is thread-safe. Public because Jetty looks its methods
 * up from outside.
 */
public final class LinkEndpoint implements Session.Listener, DriverPort {
    private static final Logger LOG = LoggerFactory.getLogger(LinkEndpoint.class);
    private static final int MAX_HELLO_BYTES = 16 * 1024;
    private static final int MISSED_PINGS = 3;
    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final LinkServer server;
    private final FrameBuffer buffer;
    private final AtomicBoolean isDown = new AtomicBoolean();
    private final AtomicBoolean pinging = new AtomicBoolean();
    private volatile @Nullable Session session;
    private volatile @Nullable LinkSender sender;
    private volatile @Nullable Pongs pongs;
    private volatile @Nullable LinkStreams streams;
    private volatile @Nullable LinkedDriver driver;
    private @Nullable FrameReader reader;
    private final MemoryBudget.Share memory;
    private volatile boolean heard;
    private int silence;
    private volatile @Nullable Future<?> bell;
    private volatile String reason = "";

    /** A link that the server has just let in. */
    LinkEndpoint(LinkServer server) {
        this.server = server;
        this.buffer = new FrameBuffer(server.stock());
        this.memory = server.sessions().memory().share();
    }

    @Override
    public void onWebSocketOpen(Session opened) {
        session = opened;
        opened.setMaxFrameSize(LinkFrame.MAX_FRAME_BYTES);
        opened.setMaxBinaryMessageSize(LinkFrame.MAX_FRAME_BYTES);
        opened.setAutoFragment(true);
        opened.setIdleTimeout(Duration.ZERO); // pings find out sooner
        sender = new LinkSender(opened, this::giveUp);
        pongs = new Pongs(opened);
        streams = new LinkStreams(this::send, server.settings().limits().streamCredit());
        bell = server.after(server.settings().timeouts().hello(), () -> {
            if (driver == null) {
                giveUp("no hello in time");
            }
        });
        server.opened(this);
        opened.demand();
    }

    @Override
    public void onWebSocketPartialBinary(ByteBuffer payload, boolean last, Callback callback) {
        heard = true;
        Session here = session;
        if (here == null) {
            callback.succeed();
            return;
        }
        if (isDown.get()) {
            // What still comes is dropped, until the close that was asked for.
            callback.succeed();
            here.demand();
            return;
        }
        int most = driver == null ? MAX_HELLO_BYTES : LinkFrame.MAX_FRAME_BYTES;
        if (buffer.exceeds(payload, most)) {
            lied("a frame of more than " + most + " bytes");
            callback.succeed();
            here.demand();
            return;
        }
        ByteBuffer message = buffer.add(payload, last);
        if (message != null) {
            try {
                take(LinkFrame.decode(message));
            } catch (MalformedMessageException e) {
                lied(String.valueOf(e.getMessage()));
            } catch (LyingDriverException e) {
                lied(e.what());
            } catch (IOException e) {
                if (!server.sessions().isStopping()) {
                    LOG.error("{}: a frame could not be appended", whose(), e);
                }
                giveUp("the gateway cannot write its log");
            } catch (RuntimeException e) {
                LOG.error("{}: a frame could not be taken", whose(), e);
                giveUp("the gateway failed");
            } finally {
                buffer.release();
            }
        }
        callback.succeed();
        here.demand();
    }

    private void take(LinkFrame frame) throws MalformedMessageException, LyingDriverException, IOException {
        LinkedDriver linked = driver;
        if (linked == null) {
            hello(frame);
            return;
        }
        switch (frame.kind()) {
            case RECORDS, PIECE -> records(linked, frame);
            case ACK -> {} // requests are kept until they have ended, not until they have arrived
            case GAP -> {
                LinkFrame.GapFrame gap = (LinkFrame.GapFrame) frame;
                FrameReader frames = Objects.requireNonNull(reader);
                frames.drop(gap);
                memory.giveAllBut(frames.held());
                linked.gap(gap.first(), gap.last());
            }
            case DATA -> Objects.requireNonNull(streams).data((LinkFrame.DataFrame) frame);
            case CLOSE -> Objects.requireNonNull(streams).ended(((LinkFrame.CloseFrame) frame).stream());
            // An answer to each would be a queue without a bound.
            case OPEN -> throw new LyingDriverException("a stream that is not its to open");
            case CREDIT -> {} // of a stream that this gateway would write: there is none
            case HELLO, WELCOME, REFUSAL ->
                throw new LyingDriverException("a frame of kind " + frame.kind() + " on a link that stands");
        }
    }

    private void hello(LinkFrame frame) throws LyingDriverException {
        if (!(frame instanceof LinkFrame.HelloFrame first)) {
            throw new LyingDriverException("a frame before the hello");
        }
        HelloAnswer answer = server.sessions().hello(first.hello(), this);
        answer.match(this::accepted, this::refused);
    }

    private void accepted(HelloAnswer.Accepted accepted) {
        LinkedDriver linked = accepted.driver();
        reader = new FrameReader(linked.maxRecordBytes());
        send(new LinkFrame.WelcomeFrame(accepted.welcome()));
        driver = linked;
        LinkSender out = sender;
        if (out != null) {
            out.feed(linked.feed());
        }
        server.accepted(this);
        Future<?> overdue = bell;
        if (overdue != null) {
            overdue.cancel(false);
        }
        if (isDown.get()) {
            linked.down(reason); // it was given up while the hello was judged
        }
    }

    private void refused(HelloAnswer.Refused refused) {
        Refusal refusal = refused.refusal();
        Session here = session;
        reason = "refused: " + refusal.reason();
        if (here != null) {
            here.sendBinary(
                    new LinkFrame.RefusalFrame(refusal).encode(),
                    Callback.from(
                            () -> here.close(StatusCode.NORMAL, refusal.reason().name(), Callback.NOOP),
                            failure -> here.disconnect()));
        }
    }

    private void records(LinkedDriver linked, LinkFrame frame)
            throws MalformedMessageException, LyingDriverException, IOException {
        FrameReader frames = Objects.requireNonNull(reader);
        List<LinkRecord> records = new ArrayList<>();
        if (frame instanceof LinkFrame.RecordsFrame whole) {
            frames.<RuntimeException>read(whole, records::add);
        } else {
            LinkFrame.PieceFrame piece = (LinkFrame.PieceFrame) frame;
            if (!memory.take(frames.growth(piece))) {
                LOG.warn("{}: its link is closed: too many large records come at once, on all links", whose());
                end(StatusCode.TRY_AGAIN_LATER, "there is no memory for a large record now");
                return;
            }
            frames.<RuntimeException>read(piece, records::add);
            if (frames.arrived() > linked.maxRecordBytes()) {
                throw new LyingDriverException("more large records under way than may be kept");
            }
        }
        if (!records.isEmpty()) {
            long last = linked.received(records);
            if (frame.kind() == LinkFrame.Kind.PIECE) {
                memory.giveAllBut(frames.held());
            }
            LinkSender out = sender;
            if (out != null) {
                out.acknowledge(last);
            }
        }
    }

    /**
     * Looks whether the driver is still there, and pings it: called once in each heartbeat. The ping is the driver's sign of
     * life of the gateway too; while it comes, drivers send none.
     */
    void keepAlive() {
        Session here = session;
        if (here == null || driver == null || isDown.get()) {
            return;
        }
        silence = heard ? 0 : silence + 1;
        heard = false;
        if (silence > MISSED_PINGS) {
            giveUp("the driver was silent for too long");
            return;
        }
        if (pinging.compareAndSet(false, true)) { // a driver that talks and reads nothing costs one
            here.sendPing(ByteBuffer.allocate(0), Callback.from(() -> pinging.set(false), gone -> {}));
        }
    }

    @Override
    public void onWebSocketPing(ByteBuffer payload) {
        heard = true;
        Session here = session;
        Pongs answers = pongs;
        if (here != null && answers != null) {
            answers.answer(payload);
            here.demand();
        }
    }

    @Override
    public void onWebSocketPong(ByteBuffer payload) {
        heard = true;
        Session here = session;
        if (here != null) {
            here.demand();
        }
    }

    @Override
    public void onWebSocketClose(int statusCode, String closeReason, Callback callback) {
        down(reason.isEmpty() ? "closed by the driver (" + statusCode + ")" : reason);
        callback.succeed();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        down(reason.isEmpty() ? "broken: " + cause.getClass().getSimpleName() : reason);
    }

    /** For the log: an operator must see whose journal it is. */
    private String whose() {
        LinkedDriver linked = driver;
        return linked == null ? "a link before its hello" : "session " + linked.session();
    }

    private void lied(String what) {
        LinkedDriver linked = driver;
        if (linked != null) {
            linked.lied(what);
        } else {
            LOG.warn("a link was closed before its hello: {}", what);
        }
        end(StatusCode.POLICY_VIOLATION, "what the driver sent is not what a driver may send");
    }

    private void giveUp(String why) {
        reason = why;
        Session here = session;
        down(why);
        if (here != null) {
            here.disconnect();
        }
    }

    private void end(int status, String why) {
        reason = why;
        Session here = session;
        down(why);
        if (here != null) {
            here.close(status, why, Callback.from(() -> {}, failure -> here.disconnect()));
            server.after(CLOSING, here::disconnect);
        }
    }

    private void down(String why) {
        if (!isDown.compareAndSet(false, true)) {
            return;
        }
        Future<?> ringing = bell;
        if (ringing != null) {
            ringing.cancel(false);
        }
        memory.close();
        LinkSender out = sender;
        if (out != null) {
            out.close();
        }
        LinkStreams all = streams;
        if (all != null) {
            all.down();
        }
        LinkedDriver linked = driver;
        if (linked != null) {
            linked.down(why);
        }
        server.closed(this);
    }

    private void send(LinkFrame frame) {
        LinkSender out = sender;
        if (out != null) {
            out.send(frame);
        }
    }

    @Override
    public void wake() {
        LinkSender out = sender;
        if (out != null) {
            out.pump();
        }
    }

    @Override
    public void close(String why) {
        end(StatusCode.NORMAL, why);
    }

    @Override
    public LogSource openLog(long offset) {
        LinkStreams all = streams;
        if (all == null || driver == null) {
            throw new GatewayException(ErrorCode.LINK_DOWN, "the driver cannot be reached at the moment");
        }
        return all.openLog(offset);
    }

    @Override
    public LogSource openResult(String cell) {
        LinkStreams all = streams;
        if (all == null || driver == null) {
            throw new GatewayException(ErrorCode.LINK_DOWN, "the driver cannot be reached at the moment");
        }
        return all.openResult(cell);
    }
}
