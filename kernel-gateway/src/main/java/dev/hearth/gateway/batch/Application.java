package dev.hearth.gateway.batch;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a batch runs. Kept in the store as JSON. Immutable; {@code toString} shows no argument.
 *
 * @param file a jar, a Python file or a notebook: an absolute path or a URI
 * @param className the class to start, of a jar; or null
 * @param arguments its own
 */
public record Application(String file, @Nullable String className, List<String> arguments) {
    private static final String NOTEBOOK = ".ipynb";

    public Application {
        Objects.requireNonNull(file, "file");
        arguments = List.copyOf(arguments);
    }

    /** Whether it is a notebook, by its name. */
    @JsonIgnore
    public boolean isNotebook() {
        return file.toLowerCase(Locale.ROOT).endsWith(NOTEBOOK);
    }

    @Override
    public String toString() {
        return "Application[file=" + file + ", className=" + className + "]";
    }
}
