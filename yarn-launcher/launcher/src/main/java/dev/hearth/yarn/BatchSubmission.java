package dev.hearth.yarn;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.launcher.BatchRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the submitter is asked for a batch. Only functions; thread-safe.
 *
 * <p>How often YARN tries a batch again is its own and the cluster's matter: it may well be run twice, which a session's driver
 * may not. Whether Python is wanted Spark sees by the file's name.
 */
final class BatchSubmission {
    private BatchSubmission() {}

    static YarnHandle handle(BatchRequest request) {
        return new YarnHandle(
                YarnHandle.batchTag(request.batch()), Instant.now(), request.proxyUser(), request.directory());
    }

    static Map<String, String> conf(BatchRequest request, String queue, List<String> tags) {
        return DriverConf.common(request.settings(), name(request), queue, tags);
    }

    /** What Spark calls an application that nobody has named: by its class, else by its file. */
    private static String name(BatchRequest request) {
        String file = request.file();
        return Objects.requireNonNullElse(request.className(), file.substring(file.lastIndexOf('/') + 1));
    }

    static ObjectNode onto(ObjectNode submission, BatchRequest request) {
        submission
                .put("class", Objects.requireNonNullElse(request.className(), ""))
                .put("file", request.file())
                .put("driver", "")
                .put("python", false);
        ArrayNode arguments = submission.putArray("arguments");
        request.arguments().forEach(arguments::add);
        return submission;
    }
}
