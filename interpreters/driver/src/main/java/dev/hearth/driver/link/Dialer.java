package dev.hearth.driver.link;

import dev.hearth.protocol.link.LinkFrame;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Opens WebSockets to the gateway. Thread-safe; owns the threads {@code hearth-link-io}. */
final class Dialer implements AutoCloseable {
    private static final int IO_THREADS = 2;

    static {
        // Read once by the JDK's client when its class is loaded; its defaults of 16 KiB cost half the throughput.
        String bytes = Integer.toString(LinkFrame.MAX_BODY_BYTES);
        for (String name : new String[] {"writeBufferSize", "intermediateBufferSize"}) {
            String property = "jdk.httpclient.websocket." + name;
            if (System.getProperty(property) == null) {
                System.setProperty(property, bytes);
            }
        }
    }

    private final URI url;
    private final Duration timeout;
    private final ExecutorService io;
    private final HttpClient client;

    /**
     * A dialer of one address.
     *
     * @param certificatePin SHA-256 of the gateway's certificate, or null for the JDK's own trust
     * @param timeout for connecting and for the handshake
     * @throws IllegalArgumentException if the pin is no SHA-256 in hexadecimal
     */
    Dialer(URI url, @Nullable String certificatePin, Duration timeout) {
        this.url = url;
        this.timeout = timeout;
        AtomicInteger number = new AtomicInteger();
        this.io = Executors.newFixedThreadPool(IO_THREADS, task -> {
            Thread thread = new Thread(task, "hearth-link-io-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        HttpClient.Builder builder = HttpClient.newBuilder()
                .executor(io)
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout);
        if (certificatePin != null) {
            builder.sslContext(pinned(certificatePin));
        }
        this.client = builder.build();
    }

    private static SSLContext pinned(String pin) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new PinnedTrust(pin)}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS", e);
        }
    }

    /** Opens a WebSocket that {@code reader} reads. Blocks up to the time-out. */
    Link dial(LinkReader reader) throws IOException, InterruptedException {
        CompletableFuture<WebSocket> opening = client.newWebSocketBuilder()
                .subprotocols(LinkFrame.SUBPROTOCOL)
                .connectTimeout(timeout)
                .buildAsync(url, reader);
        WebSocket socket;
        try {
            socket = opening.get(timeout.toMillis() * 2, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the gateway could not be reached: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            opening.cancel(true);
            opening.thenAccept(WebSocket::abort);
            throw new IOException("the gateway did not answer in time", e);
        }
        if (!socket.getSubprotocol().equals(LinkFrame.SUBPROTOCOL)) {
            socket.abort();
            throw new IOException("what answered at the link's address is no gateway");
        }
        return new Link(socket, reader.broken());
    }

    @Override
    public void close() {
        io.shutdown();
    }
}
