package dev.hearth.gateway.http.api;

import dev.hearth.gateway.jupyter.FaceBench;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Reads a streamed answer as text. */
final class EventReader implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    final HttpResponse<InputStream> response;
    private final StringBuilder text = new StringBuilder();

    private EventReader(HttpResponse<InputStream> response) {
        this.response = response;
    }

    static EventReader open(FaceBench bench, String path, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(bench.uri(path)).header("Authorization", "Bearer " + FaceBench.TOKEN);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return new EventReader(HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream())
                .get(10, TimeUnit.SECONDS));
    }

    /** All text up to and with what is waited for. */
    String until(String expected) throws Exception {
        return read(expected).get(10, TimeUnit.SECONDS);
    }

    /** All text to the end. */
    String all() throws Exception {
        return read("\uffff").handle((found, end) -> text.toString()).get(10, TimeUnit.SECONDS);
    }

    private CompletableFuture<String> read(String expected) {
        return CompletableFuture.supplyAsync(() -> {
            byte[] buffer = new byte[8192];
            try {
                while (text.indexOf(expected) < 0) {
                    int read = response.body().read(buffer);
                    if (read < 0) {
                        throw new IllegalStateException("ended without " + expected + " in " + text);
                    }
                    text.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
                }
                return text.toString();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    @Override
    public void close() throws IOException {
        response.body().close();
    }
}
