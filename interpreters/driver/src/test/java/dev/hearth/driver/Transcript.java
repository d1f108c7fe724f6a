package dev.hearth.driver;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.link.LinkRecord;
import dev.hearth.protocol.link.RecordClass;
import java.util.List;

/** The messages of one request. Immutable. */
record Transcript(List<LinkRecord> records) {
    List<String> types() {
        return records.stream()
                .filter(record -> record.envelope().recordClass() != RecordClass.EVENT)
                .map(record -> record.envelope().messageType()
                        + (record.envelope().executionState() == null
                                ? ""
                                : ":" + record.envelope().executionState().wireName()))
                .toList();
    }

    boolean isIdle() {
        return records.stream().anyMatch(record -> record.envelope().last());
    }

    boolean has(String type) {
        return records.stream()
                .anyMatch(record -> record.envelope().messageType().equals(type));
    }

    LinkRecord record(String type) {
        return records.stream()
                .filter(record -> record.envelope().messageType().equals(type))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + type + " among " + types()));
    }

    JsonNode content(String type) {
        return TestPeer.content(record(type));
    }

    String text(String stream) {
        StringBuilder text = new StringBuilder();
        for (LinkRecord record : records) {
            if (record.envelope().messageType().equals("stream")
                    && TestPeer.content(record).path("name").asText().equals(stream)) {
                text.append(TestPeer.content(record).path("text").asText());
            }
        }
        return text.toString();
    }

    String stdout() {
        return text("stdout");
    }
}
