package dev.hearth.gateway.livy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.protocol.Json;
import java.util.List;

/** A part of a log in Livy's form. Only functions; thread-safe. */
final class LogPage {
    private LogPage() {}

    /**
     * Some lines.
     *
     * @param from the first one; negative for the last page
     * @param most so many; negative for all
     */
    static ObjectNode of(int id, List<String> lines, int from, int most) {
        int size = most < 0 ? lines.size() : Math.min(most, lines.size());
        int first = from < 0 ? lines.size() - size : from;
        ObjectNode answer = Json.object();
        answer.put("id", id).put("from", first).put("total", lines.size());
        ArrayNode page = answer.putArray("log");
        lines.stream().skip(first).limit(size).forEach(page::add);
        return answer;
    }
}
