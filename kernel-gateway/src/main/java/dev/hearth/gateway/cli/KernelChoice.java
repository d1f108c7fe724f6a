package dev.hearth.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.client.GatewayClient;
import dev.hearth.gateway.notebook.Notebook;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The kernelspec that a notebook is run on. Immutable.
 *
 * @param name its name
 * @param displayName what users read
 * @param language its language
 */
record KernelChoice(String name, String displayName, String language) {

    /**
     * The one that was asked for; else the notebook's own, if the gateway has it; else the gateway's for the notebook's
     * language; else the gateway's default.
     *
     * @throws IOException if the gateway has none of the name that was asked for
     */
    static KernelChoice make(GatewayClient client, Notebook notebook, @Nullable String asked)
            throws IOException, InterruptedException {
        JsonNode answer = client.kernelspecs();
        JsonNode specs = answer.path("kernelspecs");
        if (asked != null) {
            if (!specs.has(asked)) {
                throw new IOException("the gateway has no kernelspec \"" + asked + "\"; it has " + names(specs));
            }
            return of(asked, specs);
        }
        String own = notebook.kernelName().filter(specs::has).orElse(null);
        if (own != null) {
            return of(own, specs);
        }
        String fallback = answer.path("default").asText();
        return of(byLanguage(notebook.language(), fallback, specs).orElse(fallback), specs);
    }

    private static Optional<String> byLanguage(Optional<String> language, String preferred, JsonNode specs) {
        if (language.isEmpty() || of(preferred, specs).language().equals(language.get())) {
            return Optional.empty();
        }
        return specs.properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> of(name, specs).language().equals(language.get()))
                .sorted()
                .findFirst();
    }

    private static KernelChoice of(String name, JsonNode specs) {
        JsonNode spec = specs.path(name).path("spec");
        return new KernelChoice(
                name,
                spec.path("display_name").asText(name),
                spec.path("language").asText(""));
    }

    private static String names(JsonNode specs) {
        TreeSet<String> names = new TreeSet<>();
        specs.fieldNames().forEachRemaining(names::add);
        return String.join(", ", names);
    }
}
