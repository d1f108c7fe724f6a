package dev.hearth.tests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** HDFS over HTTP as one user. Paths are absolute; without Kerberos the user is believed. Thread-safe. */
final class WebHdfs {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(10))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private final String url;
    private final String user;

    WebHdfs(String url, String user) {
        this.url = url;
        this.user = user;
    }

    /** An answer that is no success; {@code status} is HTTP's. */
    static final class Refused extends Exception {
        final int status;

        Refused(int status, String body) {
            super("HTTP " + status + ": " + body);
            this.status = status;
        }
    }

    /** Writes a file, over one that is there. */
    void put(String path, byte[] content) throws Exception {
        JsonNode answer = call("PUT", path, "CREATE&overwrite=true&noredirect=true");
        send(HttpRequest.newBuilder(URI.create(answer.path("Location").asText()))
                .header("Content-Type", "application/octet-stream")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(content)));
    }

    /** The whole of a file. */
    byte[] read(String path) throws Exception {
        JsonNode answer = call("GET", path, "OPEN&noredirect=true");
        return send(HttpRequest.newBuilder(URI.create(answer.path("Location").asText())));
    }

    /** The names in a folder. */
    List<String> list(String path) throws Exception {
        List<String> names = new ArrayList<>();
        for (JsonNode each :
                call("GET", path, "LISTSTATUS").path("FileStatuses").path("FileStatus")) {
            names.add(each.path("pathSuffix").asText());
        }
        return names;
    }

    /** {@code owner}, {@code group}, {@code permission} (octal), {@code length} and more. */
    JsonNode status(String path) throws Exception {
        return call("GET", path, "GETFILESTATUS").path("FileStatus");
    }

    boolean exists(String path) throws Exception {
        try {
            status(path);
            return true;
        } catch (Refused e) {
            if (e.status == 404) {
                return false;
            }
            throw e;
        }
    }

    /** Deletes a file or a folder with all in it; false if there was none. */
    boolean delete(String path) throws Exception {
        return call("DELETE", path, "DELETE&recursive=true").path("boolean").asBoolean();
    }

    private JsonNode call(String method, String path, String operation) throws Exception {
        String encoded = URLEncoder.encode(path, StandardCharsets.UTF_8)
                .replace("%2F", "/")
                .replace("+", "%20");
        String name = URLEncoder.encode(user, StandardCharsets.UTF_8);
        URI uri = URI.create(url + "/webhdfs/v1" + encoded + "?user.name=" + name + "&op=" + operation);
        byte[] body = send(HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()));
        return Json.read(RawJson.of(new String(body, StandardCharsets.UTF_8)));
    }

    private static byte[] send(HttpRequest.Builder request) throws Exception {
        HttpResponse<byte[]> answer =
                HTTP.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() / 100 != 2) {
            throw new Refused(answer.statusCode(), new String(answer.body(), StandardCharsets.UTF_8));
        }
        return answer.body();
    }
}
