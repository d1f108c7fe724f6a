package dev.hearth.gateway.livy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.batch.Batch;
import dev.hearth.gateway.batch.BatchRow;
import dev.hearth.gateway.session.DriverTail;
import dev.hearth.protocol.Json;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A batch in Livy's form: these fields, in this order, and no others. Only functions; thread-safe. */
final class BatchJson {
    private static final Logger LOG = LoggerFactory.getLogger(BatchJson.class);
    private static final int LINES = 1000;
    private static final int BYTES = 1 << 20;
    private static final int TAIL = 10;
    private static final int TAIL_BYTES = 16 << 10;

    private BatchJson() {}

    /**
     * The batch now; links begin with the address that the request was sent to.
     *
     * @param visitor who does not see a batch finds no line of its log
     */
    static ObjectNode of(Batch batch, Context context, Visitor visitor) {
        BatchRow row = batch.row();
        boolean seen = visitor.sees(row.ownership());
        ObjectNode json = Json.object();
        json.put("id", row.number());
        json.put("name", row.name());
        json.put("owner", row.owner());
        json.put("proxyUser", row.proxyUser());
        json.put("state", row.state().wireName());
        String application = row.place().application();
        String page = row.place().page();
        json.put("appId", application.isEmpty() ? null : application);
        Optional<String> log = batch.log()
                .map(file -> context.scheme() + "://" + context.host() + "/hearth/batches/" + row.id() + "/log");
        json.putObject("appInfo")
                .put("driverLogUrl", seen ? log.orElse(null) : null)
                .put("sparkUiUrl", seen && !page.isEmpty() ? page : null)
                .putNull("executorLogUrls");
        List<String> lines = seen ? lines(batch, TAIL, TAIL_BYTES) : List.of();
        ArrayNode tail = json.putArray("log");
        lines.subList(Math.max(0, lines.size() - TAIL), lines.size()).forEach(tail::add);
        return json;
    }

    /** All of its log, up to a thousand lines. */
    static List<String> log(Batch batch) {
        return lines(batch, LINES, BYTES);
    }

    /** There is one log, which Livy shows as standard output; what it waits for, or why it failed, comes behind. */
    private static List<String> lines(Batch batch, int most, int bytes) {
        List<String> lines = new ArrayList<>(List.of(SessionLog.FIRST));
        Optional<java.nio.file.Path> file = batch.log();
        try {
            if (file.isPresent()) {
                lines.addAll(DriverTail.read(file.get(), most, bytes));
            }
        } catch (IOException e) {
            LOG.debug("the log of batch {} cannot be read", batch.row().number(), e);
        }
        lines.add(SessionLog.SECOND);
        String words = batch.words();
        if (!words.isEmpty()) {
            lines.add(SessionLog.WHY);
            words.lines().forEach(lines::add);
        }
        return lines;
    }
}
