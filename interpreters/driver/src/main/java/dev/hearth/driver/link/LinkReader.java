package dev.hearth.driver.link;

import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.link.FrameReader;
import dev.hearth.protocol.link.LinkFrame;
import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Reads one link: puts WebSocket fragments together, and gives each frame to whom it is for. Called by the HTTP client, one call
 * at a time; nothing here blocks.
 */
final class LinkReader implements WebSocket.Listener {
    private final RequestIntake intake;
    private final LinkSender sender;
    private final LogStreams streams;
    private final FrameReader frames;
    private final ByteArrayOutputStream fragments = new ByteArrayOutputStream();
    private final CompletableFuture<LinkFrame> answer = new CompletableFuture<>();
    private final CompletableFuture<String> broken = new CompletableFuture<>();
    private volatile long receivedAt = System.nanoTime();
    private volatile boolean frameLast;
    private volatile Runnable onFrame = () -> {};

    LinkReader(RequestIntake intake, LinkSender sender, LogStreams streams, int maxRecordBytes) {
        this.intake = intake;
        this.sender = sender;
        this.streams = streams;
        this.frames = new FrameReader(maxRecordBytes);
    }

    /** The gateway's answer to the hello: a welcome or a refusal. */
    CompletableFuture<LinkFrame> answer() {
        return answer;
    }

    /** Completed with a reason when the link is gone. */
    CompletableFuture<String> broken() {
        return broken;
    }

    /** When something came last, by the monotonic clock. */
    long receivedAt() {
        return receivedAt;
    }

    /** Whether what came last was a frame, and not a ping or the answer to one. */
    boolean isFrameLast() {
        return frameLast;
    }

    /** Names who is told of each part of a frame, on the reading thread; must be short. Call before {@link Link#readOn}. */
    void whenFrame(Runnable told) {
        onFrame = told;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        receivedAt = System.nanoTime();
        frameLast = true;
        onFrame.run();
        boolean awaitsAnswer = !answer.isDone();
        try {
            if (last && fragments.size() == 0) {
                accept(LinkFrame.decode(data));
            } else {
                collect(data);
                if (last) {
                    ByteBuffer whole = ByteBuffer.wrap(fragments.toByteArray());
                    fragments.reset();
                    accept(LinkFrame.decode(whole));
                }
            }
        } catch (MalformedMessageException e) {
            fail(socket, "the gateway sent a frame that is none: " + e.getMessage());
            return null;
        } catch (RuntimeException e) {
            fail(socket, "a frame could not be taken: " + e);
            return null;
        }
        if (!awaitsAnswer || !answer.isDone()) {
            socket.request(1); // behind the answer nothing is read before Link.readOn
        }
        return null;
    }

    private void collect(ByteBuffer data) throws MalformedMessageException {
        if (fragments.size() + (long) data.remaining() > LinkFrame.MAX_FRAME_BYTES) {
            throw new MalformedMessageException(
                    MalformedMessageException.Reason.TOO_LARGE,
                    "expected frames of at most " + LinkFrame.MAX_FRAME_BYTES + " bytes");
        }
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        fragments.write(bytes, 0, bytes.length);
    }

    private void accept(LinkFrame frame) throws MalformedMessageException {
        if (broken.isDone()) {
            return; // what it acknowledges may be news to the gateway of the next link
        }
        if (!answer.isDone()) {
            if (frame.kind() != LinkFrame.Kind.WELCOME && frame.kind() != LinkFrame.Kind.REFUSAL) {
                throw unexpected(frame);
            }
            answer.complete(frame);
            return;
        }
        if (frame instanceof LinkFrame.RecordsFrame records) {
            frames.read(records, intake::take);
            sender.acknowledge(intake.last());
        } else if (frame instanceof LinkFrame.PieceFrame piece) {
            frames.read(piece, intake::take);
            sender.acknowledge(intake.last());
        } else if (frame instanceof LinkFrame.AckFrame ack) {
            sender.acknowledged(ack.sequence());
        } else if (frame instanceof LinkFrame.GapFrame gap) {
            intake.skipTo(gap.last());
            sender.acknowledge(intake.last());
        } else if (frame instanceof LinkFrame.OpenFrame open) {
            streams.open(open.stream(), open.credit(), open.name());
        } else if (frame instanceof LinkFrame.CreditFrame credit) {
            streams.credit(credit.stream(), credit.bytes());
        } else if (frame instanceof LinkFrame.CloseFrame close) {
            streams.close(close.stream());
        } else {
            throw unexpected(frame);
        }
    }

    private static MalformedMessageException unexpected(LinkFrame frame) {
        return new MalformedMessageException(
                MalformedMessageException.Reason.BAD_LAYOUT, "a frame " + frame.kind() + " out of place");
    }

    private void fail(WebSocket socket, String reason) {
        broken.complete(reason);
        answer.cancel(false);
        socket.abort();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        fail(socket, "the gateway sent text");
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
        receivedAt = System.nanoTime();
        frameLast = false;
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
        receivedAt = System.nanoTime();
        frameLast = false;
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
        broken.complete("the gateway closed it with code " + statusCode);
        answer.cancel(false);
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        broken.complete(String.valueOf(error));
        answer.cancel(false);
    }
}
