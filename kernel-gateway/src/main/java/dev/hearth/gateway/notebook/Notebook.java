package dev.hearth.gateway.notebook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.protocol.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A notebook of format 4, brought up to 4.5. Not thread-safe.
 */
public final class Notebook {

    private static final int FORMAT = 4;
    private static final int MINOR = 5;
    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final int ID_CHARS = 8;

    private final ObjectNode root;
    private final List<NotebookCell> codeCells = new ArrayList<>();

    private Notebook(ObjectNode root) {
        this.root = root;
        Set<String> ids = new HashSet<>();
        for (JsonNode each : root.withArray("/cells")) {
            ObjectNode cell = (ObjectNode) each;
            String id = cell.path("id").asText("");
            if (!ID.matcher(id).matches() || !ids.add(id)) {
                String fresh = UUID.randomUUID().toString().substring(0, ID_CHARS);
                cell.put("id", fresh);
                ids.add(fresh);
            }
            if (!cell.path("metadata").isObject()) {
                cell.putObject("metadata");
            }
            if (cell.path("cell_type").asText().equals("code")) {
                NotebookCell code = new NotebookCell(cell);
                code.clear();
                codeCells.add(code);
            }
        }
        root.put("nbformat", FORMAT);
        root.put("nbformat_minor", Math.max(MINOR, root.path("nbformat_minor").asInt()));
        if (!root.path("metadata").isObject()) {
            root.putObject("metadata");
        }
    }

    /**
     * Reads a notebook, without the outputs in it.
     *
     * @throws NotebookException if it is not a notebook of format 4
     */
    public static Notebook read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NotebookException("there is no file " + file, null);
        }
        JsonNode tree;
        try {
            tree = Json.mapper().readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw new NotebookException(file + " is not JSON: " + e.getOriginalMessage(), e);
        }
        if (!(tree instanceof ObjectNode root) || !(root.path("cells") instanceof ArrayNode cells)) {
            throw new NotebookException(file + " is not a notebook of format 4: it has no list of cells", null);
        }
        if (root.path("nbformat").asInt() != FORMAT) {
            throw new NotebookException(
                    file + " is a notebook of format " + root.path("nbformat").asText("?") + "; 4 is needed", null);
        }
        for (JsonNode cell : cells) {
            if (!cell.isObject()) {
                throw new NotebookException(file + " has a cell that is no object", null);
            }
        }
        return new Notebook(root);
    }

    /** The code cells, in order. */
    public List<NotebookCell> codeCells() {
        return List.copyOf(codeCells);
    }

    /** The name of the kernelspec that the notebook asks for. */
    public Optional<String> kernelName() {
        String name = root.path("metadata").path("kernelspec").path("name").asText("");
        return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }

    /** The language that the notebook says it is in, in lower case. */
    public Optional<String> language() {
        JsonNode metadata = root.path("metadata");
        String name = metadata.path("kernelspec").path("language").asText("");
        if (name.isEmpty()) {
            name = metadata.path("language_info").path("name").asText("");
        }
        return name.isEmpty() ? Optional.empty() : Optional.of(name.toLowerCase(Locale.ROOT));
    }

    /** Writes down on which kernel it was run. */
    public void ranOn(String name, String displayName, String language) {
        ObjectNode kernelspec = ((ObjectNode) root.path("metadata")).putObject("kernelspec");
        kernelspec.put("display_name", displayName);
        kernelspec.put("language", language);
        kernelspec.put("name", name);
    }

    /** Writes down the language, as the kernel describes it. */
    public void languageInfo(JsonNode info) {
        if (info.isObject() && info.path("name").isTextual()) {
            ((ObjectNode) root.path("metadata")).set("language_info", info);
        }
    }

    /** Writes the notebook, whole or not at all. */
    public void write(Path file) throws IOException {
        Path target = file.toAbsolutePath();
        Path unfinished = target.resolveSibling("." + target.getFileName() + ".new");
        try {
            Files.write(unfinished, bytes());
            Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private byte[] bytes() throws IOException {
        // As Jupyter writes it: one space of indent a level, lists one item a line.
        DefaultIndenter indenter = new DefaultIndenter(" ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(
                        Separators.createDefaultInstance().withObjectFieldValueSpacing(Spacing.AFTER))
                .withObjectIndenter(indenter)
                .withArrayIndenter(indenter);
        String text = Json.mapper().writer(printer).writeValueAsString(root);
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
