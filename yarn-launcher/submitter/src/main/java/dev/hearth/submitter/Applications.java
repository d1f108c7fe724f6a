package dev.hearth.submitter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.exceptions.ApplicationNotFoundException;
import org.jspecify.annotations.Nullable;

/** Applications of the cluster: found, looked at, killed. Thread-safe. */
final class Applications {
    private static final EnumSet<YarnApplicationState> OVER =
            EnumSet.of(YarnApplicationState.FINISHED, YarnApplicationState.FAILED, YarnApplicationState.KILLED);
    private static final int MOST_DIAGNOSTICS = 16_384;

    private final Clusters clusters;

    Applications(Clusters clusters) {
        this.clusters = clusters;
    }

    /** All that have one of the tags, ended ones too as long as the resource manager knows them. Tags are lower case there. */
    JsonNode find(List<String> tags) throws Exception {
        Set<String> lower = new HashSet<>();
        tags.forEach(tag -> lower.add(tag.toLowerCase(Locale.ROOT)));
        Clusters.View own = clusters.of(null);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode found = answer.putArray("applications");
        own.as(() -> own.yarn().getApplications(null, null, lower)).forEach(each -> found.add(json(each)));
        return answer;
    }

    /** The one that has this tag, the newest if there are several. */
    Optional<ApplicationReport> newest(String tag) throws Exception {
        Clusters.View own = clusters.of(null);
        return own.as(() -> own.yarn().getApplications(null, null, Set.of(tag.toLowerCase(Locale.ROOT)))).stream()
                .max(java.util.Comparator.comparingLong(ApplicationReport::getStartTime));
    }

    /** Reports of these; of one that is not known to the resource manager any more, {@code {"app":…,"state":"UNKNOWN"}}. */
    JsonNode reports(List<String> apps) throws Exception {
        Clusters.View own = clusters.of(null);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode found = answer.putArray("applications");
        for (String app : apps) {
            ApplicationId id = ApplicationId.fromString(app);
            try {
                found.add(json(own.as(() -> own.yarn().getApplicationReport(id))));
            } catch (ApplicationNotFoundException e) {
                found.addObject().put("app", app).put("state", "UNKNOWN");
            }
        }
        return answer;
    }

    /** Kills one, as its owner. One that has ended stays as it is. */
    JsonNode kill(JsonNode request) throws Exception {
        ApplicationId id = ApplicationId.fromString(Operations.text(request, "app"));
        Clusters.View owner = clusters.of(Operations.text(request, "user"));
        String reason = Operations.text(request, "reason");
        owner.as(() -> {
            if (!OVER.contains(owner.yarn().getApplicationReport(id).getYarnApplicationState())) {
                owner.yarn().killApplication(id, reason);
            }
            return id;
        });
        return JsonNodeFactory.instance.objectNode();
    }

    /** A report for the wire. */
    static ObjectNode json(ApplicationReport report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("app", report.getApplicationId().toString())
                .put("user", report.getUser())
                .put("queue", report.getQueue())
                .put("name", report.getName())
                .put("state", report.getYarnApplicationState().name())
                .put("final", report.getFinalApplicationStatus().name())
                .put("diagnostics", cut(report.getDiagnostics()))
                .put("url", report.getTrackingUrl())
                .put("started", report.getStartTime())
                .put("finished", report.getFinishTime());
        ArrayNode tags = json.putArray("tags");
        if (report.getApplicationTags() != null) {
            report.getApplicationTags().forEach(tags::add);
        }
        return json;
    }

    private static String cut(@Nullable String text) {
        if (text == null) {
            return "";
        }
        return text.length() <= MOST_DIAGNOSTICS ? text : text.substring(text.length() - MOST_DIAGNOSTICS);
    }
}
