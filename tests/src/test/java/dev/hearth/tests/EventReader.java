package dev.hearth.tests;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Reads an event stream as text. */
final class EventReader implements AutoCloseable {
    private final InputStream stream;
    private final StringBuilder text = new StringBuilder();

    private EventReader(InputStream stream) {
        this.stream = stream;
    }

    static EventReader open(GatewayProcess gateway, String path) throws Exception {
        HttpResponse<InputStream> response = gateway.http()
                .send(
                        HttpRequest.newBuilder(URI.create(gateway.url() + path))
                                .header("Authorization", "token " + gateway.token())
                                .header("Accept", "text/event-stream")
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new AssertionError("expected 200, found " + response.statusCode());
        }
        return new EventReader(response.body());
    }

    /** All text up to and with what is waited for. */
    String until(String expected, Duration timeout) throws Exception {
        return CompletableFuture.supplyAsync(() -> {
                    byte[] buffer = new byte[8192];
                    try {
                        while (text.indexOf(expected) < 0) {
                            int read = stream.read(buffer);
                            if (read < 0) {
                                throw new AssertionError("the stream ended without '" + expected + "'");
                            }
                            text.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
                        }
                        return text.toString();
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                })
                .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() throws java.io.IOException {
        stream.close();
    }
}
