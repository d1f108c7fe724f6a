package dev.hearth.gateway.error;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Jupyter's form: {@code message} and {@code reason}, both strings, which its clients show to the user as they are.
 * Beside them {@code code}, the {@link ErrorCode}'s name, and for statuses of 500 and above {@code instance}. Immutable.
 */
final class JupyterShape implements ErrorShape {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Override
    public byte[] body(Failure failure) {
        ObjectNode body = MAPPER.createObjectNode();
        body.put("message", failure.message());
        body.put("reason", failure.reason());
        body.put("code", failure.code().name());
        failure.instance().ifPresent(id -> body.put("instance", id));
        try {
            return MAPPER.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("strings can be written as JSON", e);
        }
    }
}
