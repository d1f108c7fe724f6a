package dev.hearth.gateway.jupyter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.Language;
import java.util.Objects;

/**
 * A way to start a kernel, as Jupyter shows it. Immutable.
 *
 * @param name unique, lower case: {@code hearth-scala}
 * @param displayName what users read
 * @param profile the profile that its kernels run with
 * @param language what its cells are written in
 */
record Kernelspec(String name, String displayName, String profile, Language language) {
    Kernelspec {
        Objects.requireNonNull(language, "language");
    }

    /**
     * {@code name}, {@code spec} and {@code resources}, which are addresses on this server.
     *
     * @param spark the version of its Spark, or empty if that is not known
     */
    ObjectNode json(String spark) {
        ObjectNode spec = Json.object();
        spec.putArray("argv");
        spec.put("display_name", displayName);
        spec.put("language", language.wireName());
        spec.put("interrupt_mode", "message");
        spec.putObject("env");
        ObjectNode metadata = spec.putObject("metadata");
        // JupyterLab offers its variable panel only where this says so; every language can show its variables.
        metadata.put("debugger", true);
        ObjectNode own = metadata.putObject("hearth").put("profile", profile);
        if (!spark.isEmpty()) {
            own.put("spark", spark);
        }
        ObjectNode model = Json.object();
        model.put("name", name);
        model.set("spec", spec);
        ObjectNode resources = model.putObject("resources");
        for (Logo logo : Logo.values()) {
            resources.put(logo.key(), "/kernelspecs/" + name + "/" + logo.fileName());
        }
        return model;
    }
}
