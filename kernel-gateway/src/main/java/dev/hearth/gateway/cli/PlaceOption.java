package dev.hearth.gateway.cli;

import dev.hearth.gateway.kernelspec.JupyterPlaces;
import dev.hearth.gateway.kernelspec.PythonPrefix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which of Jupyter's data directories is meant. Confined to the main thread. */
final class PlaceOption {

    /** One of three. */
    static final class One {
        @Option(names = "--user", description = "In the user's own place.")
        @SuppressWarnings("UnusedVariable") // what is taken where none of the others is given
        private boolean user;

        @Option(names = "--prefix", paramLabel = "P", description = "In P/share/jupyter/kernels.")
        private @Nullable Path prefix;

        @Option(names = "--sys-prefix", description = "In the environment of the jupyter on the PATH, or of --python.")
        private boolean sysPrefix;
    }

    @ArgGroup(multiplicity = "0..1")
    private @Nullable One one;

    @Option(names = "--python", paramLabel = "PY", description = "In the environment of this Python.")
    private @Nullable Path python;

    private final JupyterPlaces places = JupyterPlaces.here();

    JupyterPlaces places() {
        return places;
    }

    /** The folder of kernelspecs to write to. */
    Path kernels() throws IOException, InterruptedException {
        return JupyterPlaces.kernels(chosen().orElse(places.user()));
    }

    /** The folders of kernelspecs to look into: the one that was named, else all. */
    List<Path> searched() throws IOException, InterruptedException {
        Optional<Path> chosen = chosen();
        if (chosen.isPresent()) {
            return List.of(JupyterPlaces.kernels(chosen.get()));
        }
        return places.all(prefix()).stream().map(JupyterPlaces::kernels).toList();
    }

    private Optional<Path> chosen() throws IOException, InterruptedException {
        if (one == null) {
            return python == null ? Optional.empty() : Optional.of(environment());
        }
        if (one.prefix != null) {
            return Optional.of(JupyterPlaces.ofPrefix(one.prefix));
        }
        return Optional.of(one.sysPrefix ? environment() : places.user());
    }

    private Path environment() throws IOException, InterruptedException {
        return JupyterPlaces.ofPrefix(prefix().orElseThrow(
                        () -> new IOException("the Python environment is not known: there is no jupyter of one on the"
                                + " PATH; name its Python with --python")));
    }

    private Optional<Path> prefix() throws IOException, InterruptedException {
        if (python != null) {
            return Optional.of(PythonPrefix.of(python.toAbsolutePath()));
        }
        Optional<Path> interpreter = PythonPrefix.ofJupyter(places);
        if (interpreter.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(PythonPrefix.of(interpreter.get()));
        } catch (IOException e) {
            return Optional.empty(); // an environment that is gone
        }
    }
}
