package dev.hearth.submitter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What {@code spark-submit} is told. Immutable.
 *
 * @param user whom it runs as; empty for this process's own
 * @param conf Spark properties, perhaps with secrets
 * @param main the class; empty if the file says what runs
 * @param file a jar, a Python file, or {@code spark-internal}
 * @param arguments of the application
 */
record Job(String user, Map<String, String> conf, String main, String file, List<String> arguments) {
    Job {
        conf = Map.copyOf(conf);
        arguments = List.copyOf(arguments);
    }

    /** The one that a request describes, with this conf. */
    static Job of(JsonNode request, Map<String, String> conf) throws Exception {
        String user = Operations.text(request, "user");
        return new Job(
                user.equals(Clusters.self().getShortUserName()) ? "" : user,
                conf,
                Operations.text(request, "class"),
                Operations.text(request, "file"),
                Operations.texts(request, "arguments"));
    }

    /** The arguments of {@code spark-submit} without the conf. */
    List<String> commandLine(List<String> before) {
        List<String> line = new ArrayList<>(List.of("--master", "yarn", "--deploy-mode", "cluster"));
        if (!user.isEmpty()) {
            line.addAll(List.of("--proxy-user", user));
        }
        line.addAll(before);
        if (!main.isEmpty()) {
            line.addAll(List.of("--class", main));
        }
        line.add(file);
        line.addAll(arguments);
        return line;
    }
}
