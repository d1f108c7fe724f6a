package dev.hearth.submitter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.hadoop.util.VersionInfo;

/** What can be asked for, by name. Thread-safe. */
final class Operations {
    @FunctionalInterface
    private interface Operation {
        JsonNode run(JsonNode request, Consumer<String> notes) throws Exception;
    }

    /** Those that may take minutes. */
    private static final Set<String> SUBMISSIONS = Set.of("submit", "prepare");

    private final Clusters clusters;
    private final Map<String, Operation> all;

    /**
     * All of them.
     *
     * @param folder for files, to which nobody else has access
     */
    Operations(Clusters clusters, Path folder) {
        this.clusters = clusters;
        Applications applications = new Applications(clusters);
        Queues queues = new Queues(clusters);
        Preparation preparation = new Preparation(clusters);
        Submission submission = new Submission(queues, preparation, applications, folder);
        Staging staging = new Staging(clusters);
        ContainerLogs logs = new ContainerLogs(clusters);
        this.all = Map.ofEntries(
                Map.entry("hello", (request, notes) -> hello(request)),
                Map.entry("submit", submission::submit),
                Map.entry("prepare", preparation::prepare),
                Map.entry("prepared", (request, notes) -> preparation.prepared(request)),
                Map.entry("find", (request, notes) -> applications.find(texts(request, "tags"))),
                Map.entry("reports", (request, notes) -> applications.reports(texts(request, "apps"))),
                Map.entry("kill", (request, notes) -> applications.kill(request)),
                Map.entry("clean", (request, notes) -> staging.clean(request)),
                Map.entry("queues", (request, notes) -> queues.list(text(request, "user"))),
                Map.entry("log", (request, notes) -> logs.tail(request)));
    }

    boolean isSubmission(String name) {
        return SUBMISSIONS.contains(name);
    }

    JsonNode run(String name, JsonNode request, Consumer<String> notes) throws Exception {
        Operation operation = all.get(name);
        if (operation == null) {
            throw new Failure.Refused("the submitter knows no \"" + name + "\"");
        }
        return operation.run(request, notes);
    }

    private JsonNode hello(JsonNode request) throws Exception {
        String keytab = text(request, "keytab");
        if (!keytab.isEmpty()) {
            clusters.login(text(request, "principal"), keytab);
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        return answer.put("user", Clusters.self().getShortUserName())
                .put("hadoop", VersionInfo.getVersion())
                .put("spark", org.apache.spark.package$.MODULE$.SPARK_VERSION());
    }

    /** A field's text; empty if it is not there. */
    static String text(JsonNode request, String field) {
        return request.path(field).asText("");
    }

    /** A field's texts. */
    static List<String> texts(JsonNode request, String field) {
        List<String> texts = new ArrayList<>();
        request.path(field).forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
