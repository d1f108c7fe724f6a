package dev.hearth.gateway.statement;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.session.SessionRecord;
import dev.hearth.gateway.statement.OutputPart.Display;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.wire.V1Layout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Takes up, in their order, the records that a statement has caused. Not thread-safe. */
final class StatementFold {
    private final OutputList outputs;
    private boolean begun;
    private boolean idle;
    private boolean aborted;
    private boolean clearNext;
    private boolean trimmed;
    private long startedMillis;
    private long lastMillis;
    private OptionalInt executionCount = OptionalInt.empty();
    private Optional<OutputPart.Failure> failure = Optional.empty();
    private Optional<JsonNode> cost = Optional.empty();
    private Optional<StatementSnapshot.Kept> kept = Optional.empty();
    private Optional<Language> language = Optional.empty();

    /** Begins with nothing; room for so many bytes of output. */
    StatementFold(long allowance) {
        this.outputs = new OutputList(allowance);
    }

    /**
     * Takes up a record; one whose content cannot be read counts for when it came alone.
     *
     * @throws IOException if the disk fails
     */
    void take(SessionRecord record) throws IOException {
        Envelope envelope = record.envelope();
        lastMillis = record.timeMillis();
        if (envelope.executionState() != null) {
            idle |= envelope.executionState() == ExecutionState.IDLE;
            return;
        }
        try {
            if (envelope.channel() == Channel.IOPUB) {
                shown(record);
            } else if (envelope.messageType().equals("execute_reply")) {
                replied(V1Layout.decode(record.message()));
            }
        } catch (MalformedMessageException e) {
            return; // What a driver says is not trusted to be readable.
        }
    }

    private void begin(SessionRecord record) {
        if (!begun) {
            begun = true;
            startedMillis = record.timeMillis();
        }
    }

    private void shown(SessionRecord record) throws IOException, MalformedMessageException {
        RawMessage message = V1Layout.decode(record.message());
        JsonNode content = read(message.contentJson());
        JsonNode missing = metadata(message).path("hearth_missing");
        if (!missing.isObject()) {
            begin(record);
        }
        switch (record.envelope().messageType()) {
            case "execute_input" -> count(content);
            case "stream" -> {
                trimmed |= missing.isObject();
                clearIfDue();
                outputs.stream(
                        content.path("name").asText("stdout"),
                        content.path("text").asText(""));
            }
            case "display_data", "execute_result" -> {
                boolean result = record.envelope().messageType().equals("execute_result");
                clearIfDue();
                outputs.add(display(content, result, message.content().remaining()));
            }
            case "update_display_data" ->
                outputs.update(display(content, false, message.content().remaining()));
            case "error" -> {
                clearIfDue();
                OutputPart.Failure error = error(content);
                failure = Optional.of(error);
                outputs.add(error);
            }
            case "clear_output" -> {
                clearNext = true;
                if (!content.path("wait").asBoolean()) {
                    clearIfDue();
                }
            }
            default -> {}
        }
    }

    private void clearIfDue() {
        if (clearNext) {
            clearNext = false;
            outputs.clear();
        }
    }

    private static Display display(JsonNode content, boolean result, long weight) {
        OptionalInt count =
                result ? OptionalInt.of(content.path("execution_count").asInt()) : OptionalInt.empty();
        String id = content.path("transient").path("display_id").asText("");
        return new Display(object(content.path("data")), object(content.path("metadata")), id, count, weight);
    }

    private static JsonNode object(JsonNode node) {
        return node.isObject() ? node : Json.object();
    }

    private void count(JsonNode content) {
        int count = content.path("execution_count").asInt();
        if (count > 0) {
            executionCount = OptionalInt.of(count);
        }
    }

    private void replied(RawMessage message) throws MalformedMessageException {
        JsonNode content = read(message.contentJson());
        JsonNode metadata = metadata(message);
        count(content);
        aborted = content.path("status").asText().equals("aborted")
                || metadata.path("hearth_cancelled").asBoolean();
        if (content.path("status").asText().equals("error") && failure.isEmpty()) {
            failure = Optional.of(error(content));
        }
        if (metadata.path("hearth_cost").isObject()) {
            cost = Optional.of(metadata.path("hearth_cost"));
        }
        JsonNode result = metadata.path("hearth_result");
        if (result.isObject()) {
            kept = Optional.of(new StatementSnapshot.Kept(
                    result.path("rows").asLong(), result.path("bytes").asLong()));
        }
        language = Language.ofWireName(metadata.path("hearth_language").asText(""));
    }

    private static JsonNode metadata(RawMessage message) throws MalformedMessageException {
        return read(RawJson.copyOf(message.metadata()));
    }

    private static JsonNode read(RawJson json) throws MalformedMessageException {
        return Json.read(json);
    }

    private static OutputPart.Failure error(JsonNode content) {
        List<String> traceback = new ArrayList<>();
        content.path("traceback").forEach(line -> traceback.add(line.asText("")));
        return new OutputPart.Failure(
                content.path("ename").asText("Error"), content.path("evalue").asText(""), traceback);
    }

    /** The language that ran it, if the driver said so. */
    Optional<Language> language() {
        return language;
    }

    /** Whether its end is in the log. */
    boolean isIdle() {
        return idle;
    }

    /** Whether the driver has begun with it. */
    boolean isBegun() {
        return begun;
    }

    /** Whether it was ended before its time. */
    boolean isAborted() {
        return aborted;
    }

    /** About the bytes that it holds. */
    long weight() {
        return outputs.weight();
    }

    /** The statement, by what was taken up. */
    StatementSnapshot snapshot(StatementHead head, StatementState state, double progress) {
        return new StatementSnapshot(
                head.statement().number(),
                head.statement().requestId(),
                head.statement().origin(),
                head.code(),
                language.orElse(head.language()),
                state,
                progress,
                startedMillis,
                state.isEnded() ? lastMillis : 0,
                outputs.parts(),
                state.isEnded() ? failure : Optional.empty(),
                executionCount,
                cost,
                kept,
                trimmed);
    }
}
