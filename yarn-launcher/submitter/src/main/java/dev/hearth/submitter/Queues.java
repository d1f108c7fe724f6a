package dev.hearth.submitter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.yarn.api.records.QueueACL;
import org.apache.hadoop.yarn.api.records.QueueInfo;
import org.apache.hadoop.yarn.api.records.QueueState;
import org.apache.hadoop.yarn.api.records.QueueUserACLInfo;

/** Queues and who may use them. Thread-safe. */
final class Queues {
    private final Clusters clusters;

    Queues(Clusters clusters) {
        this.clusters = clusters;
    }

    /** Every queue that applications are put into, and whether this user may do so. */
    JsonNode list(String user) throws Exception {
        Clusters.View view = clusters.of(user);
        Set<String> allowed = allowed(view);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode queues = answer.putArray("queues");
        for (QueueInfo each : leaves(view)) {
            queues.addObject()
                    .put("name", each.getQueueName())
                    .put("path", each.getQueuePath())
                    .put("running", each.getQueueState() == QueueState.RUNNING)
                    .put("may", allowed.contains(each.getQueueName()) || allowed.contains(each.getQueuePath()));
        }
        return answer;
    }

    /**
     * Looks whether a user may submit to a queue, before anything is uploaded.
     *
     * @param queue a name or a path; empty for the cluster's own choice, which is not looked at
     * @throws Failure.Refused with the queues that there are, or that the user may use
     */
    void require(String user, String queue) throws Exception {
        if (queue.isEmpty()) {
            return;
        }
        Clusters.View view = clusters.of(user);
        List<QueueInfo> leaves = leaves(view);
        Optional<QueueInfo> found = leaves.stream()
                .filter(each -> queue.equals(each.getQueueName()) || queue.equals(each.getQueuePath()))
                .findFirst();
        if (found.isEmpty()) {
            throw new Failure.Refused("YARN has no queue \"" + queue + "\" for applications; it has "
                    + leaves.stream().map(QueueInfo::getQueueName).sorted().collect(Collectors.joining(", ")));
        }
        if (found.get().getQueueState() != QueueState.RUNNING) {
            throw new Failure.Refused("the YARN queue \"" + queue + "\" is stopped and takes no applications");
        }
        Set<String> allowed = allowed(view);
        if (!allowed.contains(found.get().getQueueName())
                && !allowed.contains(found.get().getQueuePath())) {
            throw new Failure.Refused(
                    "user " + view.user().getShortUserName() + " may not submit to the YARN queue \"" + queue + "\""
                            + (allowed.isEmpty()
                                    ? ", nor to another"
                                    : "; allowed are " + String.join(", ", new TreeSet<>(names(leaves, allowed)))));
        }
    }

    private static List<String> names(List<QueueInfo> leaves, Set<String> allowed) {
        return leaves.stream()
                .filter(each -> allowed.contains(each.getQueueName()) || allowed.contains(each.getQueuePath()))
                .map(QueueInfo::getQueueName)
                .toList();
    }

    private static List<QueueInfo> leaves(Clusters.View view) throws Exception {
        List<QueueInfo> all = view.as(() -> view.yarn().getAllQueues());
        return all.stream()
                .filter(each ->
                        each.getChildQueues() == null || each.getChildQueues().isEmpty())
                .toList();
    }

    private static Set<String> allowed(Clusters.View view) throws Exception {
        List<QueueUserACLInfo> rights = view.as(() -> view.yarn().getQueueAclsInfo());
        return rights.stream()
                .filter(each -> each.getUserAcls().contains(QueueACL.SUBMIT_APPLICATIONS)
                        || each.getUserAcls().contains(QueueACL.ADMINISTER_QUEUE))
                .map(QueueUserACLInfo::getQueueName)
                .collect(Collectors.toSet());
    }
}
