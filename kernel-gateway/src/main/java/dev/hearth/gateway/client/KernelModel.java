package dev.hearth.gateway.client;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A kernel as the gateway shows it. Immutable.
 *
 * @param id its id
 * @param name its kernelspec
 * @param executionState {@code starting}, {@code idle}, {@code busy}, {@code restarting} or {@code dead}
 * @param reason why it is in that state, perhaps empty
 */
public record KernelModel(String id, String name, String executionState, String reason) {

    static KernelModel of(JsonNode node) {
        return new KernelModel(
                node.path("id").asText(),
                node.path("name").asText(),
                node.path("execution_state").asText(),
                node.path("reason").asText(""));
    }
}
