package dev.hearth.interpreter.python;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.interpreter.Completeness;
import dev.hearth.interpreter.Completion;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.ExpressionResult;
import dev.hearth.interpreter.Inspection;
import dev.hearth.protocol.MimeBundle;
import dev.hearth.protocol.RawJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Turns the child's answers into the contract's values. Stateless. */
final class Replies {
    private Replies() {}

    /**
     * What a cell became.
     *
     * @param interrupted whether the cell was asked to end: cancelled jobs may end it before the child has heard of that
     */
    static ExecutionResult execution(Sections body, boolean interrupted) throws ProtocolViolation {
        JsonNode head = body.json(0);
        switch (head.path("status").asText()) {
            case "ok" -> {
                int payloads = head.path("payloads").asInt();
                List<RawJson> payload = new ArrayList<>();
                for (int i = 1; i <= payloads; i++) {
                    payload.add(body.object(i));
                }
                int at = payloads + 1;
                MimeBundle value = body.count() > at ? new MimeBundle(body.object(at), body.object(at + 1)) : null;
                return new ExecutionResult.Succeeded(value, payload, RawJson.EMPTY_OBJECT);
            }
            case "error" -> {
                if (interrupted && head.path("jobs_cancelled").asBoolean()) {
                    String said = "the cell's Spark jobs were cancelled";
                    return new ExecutionResult.Interrupted("KeyboardInterrupt", said, lines(head));
                }
                return new ExecutionResult.Failed(text(head, "ename"), text(head, "evalue"), lines(head));
            }
            case "interrupted" -> {
                return new ExecutionResult.Interrupted(text(head, "ename"), text(head, "evalue"), lines(head));
            }
            default -> throw new ProtocolViolation("a cell ended in an unknown way");
        }
    }

    static Map<String, ExpressionResult> expressions(Sections body) throws ProtocolViolation {
        Map<String, ExpressionResult> results = new LinkedHashMap<>();
        int at = 1;
        for (Map.Entry<String, JsonNode> entry : body.json(0).path("values").properties()) {
            JsonNode value = entry.getValue();
            if (value.path("status").asText().equals("ok")) {
                MimeBundle bundle = new MimeBundle(body.object(at), body.object(at + 1));
                results.put(entry.getKey(), new ExpressionResult.Value(bundle));
                at += 2;
            } else {
                ExpressionResult failed =
                        new ExpressionResult.Failed(text(value, "ename"), text(value, "evalue"), lines(value));
                results.put(entry.getKey(), failed);
            }
        }
        return results;
    }

    static Completion completion(Sections body, int length) throws ProtocolViolation {
        JsonNode head = body.json(0);
        List<Completion.Candidate> candidates = new ArrayList<>();
        for (JsonNode one : head.path("candidates")) {
            candidates.add(new Completion.Candidate(
                    one.path(0).asText(), one.path(1).asText(), one.path(2).asText()));
        }
        int start = head.path("start").asInt(-1);
        int end = head.path("end").asInt(-1);
        if (start < 0 || end < start || end > length) {
            throw new ProtocolViolation("a completion from " + start + " to " + end + " in " + length);
        }
        return new Completion(start, end, candidates);
    }

    static Inspection inspection(Sections body) throws ProtocolViolation {
        if (!body.json(0).path("found").asBoolean()) {
            return Inspection.notFound();
        }
        return Inspection.of(new MimeBundle(body.object(1), RawJson.EMPTY_OBJECT));
    }

    static Completeness completeness(Sections body) throws ProtocolViolation {
        JsonNode head = body.json(0);
        try {
            String status = text(head, "status").toUpperCase(Locale.ROOT);
            return new Completeness(Completeness.Status.valueOf(status), text(head, "indent"));
        } catch (IllegalArgumentException e) {
            return Completeness.of(Completeness.Status.UNKNOWN);
        }
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText();
    }

    private static List<String> lines(JsonNode head) {
        List<String> lines = new ArrayList<>();
        head.path("traceback").forEach(line -> lines.add(line.asText()));
        return lines;
    }
}
