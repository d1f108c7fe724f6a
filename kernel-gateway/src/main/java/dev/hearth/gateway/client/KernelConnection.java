package dev.hearth.gateway.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.wire.V1Layout;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A client on a kernel's channels, in the v1 framing. When the connection breaks it is made again under the same
 * {@code session_id}, and the gateway goes on where it was.
 *
 * <p>Confined to one thread.
 */
public final class KernelConnection implements AutoCloseable {

    private static final long CONNECT_MILLIS = 15_000;
    private static final long SEND_MILLIS = 60_000;
    private static final Duration RECONNECT_FOR = Duration.ofSeconds(60);
    private static final long RECONNECT_PAUSE_MILLIS = 500;
    private static final int REMEMBERED = 4096;

    private final HttpClient http;
    private final URI address;
    private final String token;
    private final String session = UUID.randomUUID().toString();
    private final Map<String, Boolean> seen = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final boolean told; // calls and pings end the waiting
    private volatile FrameListener listener = new FrameListener();
    private WebSocket socket;
    private boolean asked; // a message is on its way that was asked for before
    private long confirmed;

    private KernelConnection(HttpClient http, URI channels, String token, boolean replay)
            throws IOException, InterruptedException {
        this.http = http;
        this.address = URI.create(channels + "?begin=ping&session_id=" + session);
        this.token = token;
        this.told = replay;
        this.socket = dial(listener);
    }

    static KernelConnection open(HttpClient http, URI channels, String token) throws IOException, InterruptedException {
        return new KernelConnection(http, channels, token, false);
    }

    /** One that begins at the beginning of the session's log. */
    static KernelConnection replay(HttpClient http, URI channels, String token)
            throws IOException, InterruptedException {
        return new KernelConnection(http, channels, token, true);
    }

    /** Whether everything up to this journal number has been given, as far as it is for this client. */
    public boolean hasRead(long number) {
        confirmed = Math.max(confirmed, listener.pinged());
        return confirmed >= number;
    }

    /** Lets {@link #next} return null. May be called from any thread; only for one that replays. */
    public void wake() {
        listener.wake();
    }

    /**
     * Sends a request.
     *
     * @return its {@code msg_id}
     */
    public String send(Channel channel, String type, JsonNode content) throws IOException, InterruptedException {
        Header header = Header.make(type, session, "hearth", Clock.systemUTC());
        RawMessage message = RawMessage.of(channel, header, RawJson.EMPTY_OBJECT, Json.write(content));
        byte[] bytes = V1Layout.encodeWhole(message);
        try {
            await(socket.sendBinary(ByteBuffer.wrap(bytes), true), SEND_MILLIS);
        } catch (IOException e) {
            reconnect(String.valueOf(e.getMessage()));
            // The gateway knows a request by its id: one that had arrived is not begun again.
            await(socket.sendBinary(ByteBuffer.wrap(bytes), true), SEND_MILLIS);
        }
        return header.msgId();
    }

    /**
     * The next message; null if none came within the time. One that replays also gives null when it was woken, and when
     * {@link #hasRead} may have changed.
     *
     * @throws IOException if the connection is gone and could not be made again
     */
    public @Nullable Incoming next(Duration timeout) throws IOException, InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            FrameListener.Event event = listener.take(socket, Math.max(0, left), !asked);
            asked = event == null;
            if (event == null) {
                return null;
            }
            if (event.isWake()) {
                asked = true;
                if (told) {
                    return null;
                }
                continue;
            }
            if (event.message() == null) {
                reconnect(event.end());
                if (told) {
                    return null; // a call may have gone to the connection of before
                }
                continue;
            }
            Incoming message = decode(event.message());
            if (seen.put(message.id(), true) == null) {
                return message;
            }
        }
    }

    private static Incoming decode(ByteBuffer frame) throws IOException {
        try {
            return Incoming.decode(frame);
        } catch (MalformedMessageException e) {
            throw new IOException("the gateway sent what is no message: " + e.getMessage(), e);
        }
    }

    private void reconnect(String why) throws IOException, InterruptedException {
        long end = System.nanoTime() + RECONNECT_FOR.toNanos();
        while (true) {
            try {
                FrameListener fresh = new FrameListener();
                socket = dial(fresh);
                listener = fresh;
                asked = false;
                return;
            } catch (RefusedException e) {
                throw e;
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw new IOException("the connection to the gateway is lost (" + why + ")", e);
                }
                TimeUnit.MILLISECONDS.sleep(RECONNECT_PAUSE_MILLIS);
            }
        }
    }

    /**
     * The ping lets the gateway begin. What came right behind the answer to the upgrade might be lost in part: the JDK's client
     * (seen with 17) may go on with a later buffer than the one that follows.
     */
    private WebSocket dial(FrameListener fresh) throws IOException, InterruptedException {
        WebSocket dialled = await(
                http.newWebSocketBuilder()
                        .subprotocols(V1Layout.SUBPROTOCOL)
                        .header("Authorization", "token " + token)
                        .connectTimeout(Duration.ofMillis(CONNECT_MILLIS))
                        .buildAsync(from(), fresh),
                CONNECT_MILLIS + 1000);
        try {
            await(dialled.sendPing(ByteBuffer.allocate(0)), CONNECT_MILLIS);
            return dialled;
        } catch (IOException | InterruptedException e) {
            dialled.abort();
            throw e;
        }
    }

    /** The cursor of a new client is at the end, so one that replays says itself how far it is. */
    private URI from() {
        hasRead(0);
        return told ? URI.create(address + "&since=" + confirmed) : address;
    }

    private static <T> T await(CompletableFuture<T> future, long millis) throws IOException, InterruptedException {
        try {
            return future.get(millis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof WebSocketHandshakeException handshake) {
                throw new RefusedException(handshake.getResponse().statusCode(), "the kernel's channels were refused");
            }
            throw new IOException(String.valueOf(cause), cause);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + millis + " ms", e);
        }
    }

    /** Says goodbye, and does not wait. Twice is harmless. */
    @Override
    public void close() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").whenComplete((sent, failure) -> socket.abort());
    }
}
