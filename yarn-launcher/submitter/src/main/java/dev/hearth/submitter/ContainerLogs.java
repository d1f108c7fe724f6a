package dev.hearth.submitter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptReport;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerReport;
import org.apache.hadoop.yarn.logaggregation.ContainerLogsRequest;
import org.apache.hadoop.yarn.logaggregation.filecontroller.LogAggregationFileController;
import org.apache.hadoop.yarn.logaggregation.filecontroller.LogAggregationFileControllerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a driver's container has printed: from its node while it is there, else from where YARN has collected it. Only standard
 * output and error are given out: beside them lie files with the environment. Thread-safe.
 */
final class ContainerLogs {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerLogs.class);
    private static final Set<String> STREAMS = Set.of("stdout", "stderr");
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String BEGIN = "LogContents:\n";
    private static final String END = "\nEnd of LogType:";

    private final Clusters clusters;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    ContainerLogs(Clusters clusters) {
        this.clusters = clusters;
    }

    /** The last {@code bytes} of the driver's {@code stream}: {@code {"text":…}}, empty if there is none, or none yet. */
    JsonNode tail(JsonNode request) throws Exception {
        String stream = Operations.text(request, "stream");
        if (!STREAMS.contains(stream)) {
            throw new Failure.Refused("a driver's log is stdout or stderr, not \"" + stream + "\"");
        }
        ApplicationId app = ApplicationId.fromString(Operations.text(request, "app"));
        Clusters.View owner = clusters.of(Operations.text(request, "user"));
        int bytes = Math.max(1, Math.min(request.path("bytes").asInt(), 1 << 20));
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        Optional<ContainerId> container = driver(owner, app);
        if (container.isEmpty()) {
            return answer.put("text", "");
        }
        String live = live(owner, container.get(), stream, bytes);
        return answer.put("text", live.isEmpty() ? collected(owner, app, container.get(), stream, bytes) : live);
    }

    private static Optional<ContainerId> driver(Clusters.View owner, ApplicationId app) throws Exception {
        List<ApplicationAttemptReport> attempts = owner.as(() -> owner.yarn().getApplicationAttempts(app));
        return attempts.stream()
                .max(Comparator.comparing(each -> each.getApplicationAttemptId().getAttemptId()))
                .map(ApplicationAttemptReport::getAMContainerId);
    }

    private String live(Clusters.View owner, ContainerId container, String stream, int bytes) {
        try {
            ContainerReport report = owner.as(() -> owner.yarn().getContainerReport(container));
            String node = report.getNodeHttpAddress();
            if (node == null || node.isEmpty()) {
                return "";
            }
            String user = URLEncoder.encode(owner.user().getShortUserName(), StandardCharsets.UTF_8);
            URI uri = URI.create((node.startsWith("http") ? node : "http://" + node) + "/ws/v1/node/containers/"
                    + container + "/logs/" + stream + "?size=-" + bytes + "&user.name=" + user);
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(uri).timeout(PATIENCE).build(),
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            return answer.statusCode() == 200 ? contents(answer.body()) : "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        } catch (Exception e) {
            LOG.debug("no log of {} from its node", container, e); // it has ended, or never began
            return "";
        }
    }

    private String collected(Clusters.View owner, ApplicationId app, ContainerId container, String stream, int bytes) {
        try {
            return owner.as(() -> {
                LogAggregationFileController controller = new LogAggregationFileControllerFactory(clusters.conf())
                        .getFileControllerForRead(app, owner.user().getShortUserName());
                ContainerLogsRequest request = new ContainerLogsRequest();
                request.setAppId(app);
                request.setAppOwner(owner.user().getShortUserName());
                request.setContainerId(container.toString());
                request.setLogTypes(Set.of(stream));
                request.setBytes(-bytes);
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                controller.readAggregatedLogs(request, out);
                return contents(out.toString(StandardCharsets.UTF_8));
            });
        } catch (Exception e) {
            LOG.debug("no collected log of {}", container, e);
            return "";
        }
    }

    /** YARN puts a head before a log's text, and a foot behind it. */
    static String contents(String text) throws IOException {
        int begin = text.indexOf(BEGIN);
        if (begin < 0) {
            return "";
        }
        int end = text.lastIndexOf(END);
        return text.substring(begin + BEGIN.length(), end < begin ? text.length() : end);
    }
}
