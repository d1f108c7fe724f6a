package dev.hearth.gateway.jupyter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.protocol.Json;
import java.util.Objects;
import java.util.UUID;

/**
 * What Jupyter calls a session: a document that has a kernel. Immutable.
 *
 * @param id of the session, not of the kernel
 * @param owner whose it is
 * @param kernel the kernel's id
 * @param path of the document, which need not exist
 * @param name of the document
 * @param type {@code notebook}, {@code console} or {@code file}
 */
public record JupyterSession(UUID id, String owner, UUID kernel, String path, String name, String type) {
    public JupyterSession {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(kernel, "kernel");
    }

    /** The model, with the old {@code notebook} beside it for notebooks. */
    ObjectNode json(ObjectNode kernelModel) {
        ObjectNode model = Json.object();
        model.put("id", id.toString());
        model.put("path", path);
        model.put("name", name);
        model.put("type", type);
        model.set("kernel", kernelModel);
        if (type.equals("notebook")) {
            model.putObject("notebook").put("path", path).put("name", name);
        }
        return model;
    }
}
