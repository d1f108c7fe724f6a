package dev.hearth.submitter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.yarn.api.records.ApplicationId;

/** The folders into which Spark puts what an application needs: one that is killed leaves its own behind. Thread-safe. */
final class Staging {
    private static final String FOLDER = ".sparkStaging";

    private final Clusters clusters;

    Staging(Clusters clusters) {
        this.clusters = clusters;
    }

    /** Removes the folder of an application that has ended, as its owner. {@code {"removed":false}} if there was none. */
    JsonNode clean(JsonNode request) throws Exception {
        ApplicationId id = ApplicationId.fromString(Operations.text(request, "app"));
        Clusters.View owner = clusters.of(Operations.text(request, "user"));
        String base = Operations.text(request, "staging"); // spark.yarn.stagingDir
        boolean removed = owner.as(() -> {
            FileSystem fs = FileSystem.get(clusters.conf());
            Path above = base.isEmpty() ? fs.getHomeDirectory() : new Path(base);
            Path folder = new Path(new Path(above, FOLDER), id.toString());
            return folder.getFileSystem(clusters.conf()).delete(folder, true);
        });
        return JsonNodeFactory.instance.objectNode().put("removed", removed);
    }
}
