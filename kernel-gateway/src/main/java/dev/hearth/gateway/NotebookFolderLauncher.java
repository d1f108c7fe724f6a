package dev.hearth.gateway;

import dev.hearth.launcher.DriverSettings;
import dev.hearth.launcher.LaunchException;
import dev.hearth.launcher.LaunchRequest;
import dev.hearth.launcher.LaunchedDriver;
import dev.hearth.launcher.Launcher;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Runs local drivers in the notebook's folder, where the client named it as {@code KERNEL_WORKING_DIR} (Jupyter's gateway
 * client does), it exists here, and the profile names no other. Immutable and thread-safe as the launcher behind it.
 */
final class NotebookFolderLauncher implements Launcher {

    private static final String VARIABLE = "KERNEL_WORKING_DIR";

    private final Launcher local;

    NotebookFolderLauncher(Launcher local) {
        this.local = local;
    }

    @Override
    public LaunchedDriver launch(LaunchRequest request) throws LaunchException {
        DriverSettings settings = request.settings();
        Optional<Path> folder = folder(settings);
        if (settings.workingDirectory() != null || folder.isEmpty()) {
            return local.launch(request);
        }
        return local.launch(new LaunchRequest(
                request.session(),
                request.incarnation(),
                request.descriptor(),
                request.directory(),
                settings.withWorkingDirectory(folder.get()),
                request.user()));
    }

    private static Optional<Path> folder(DriverSettings settings) {
        try {
            Path named = Path.of(settings.env().getOrDefault(VARIABLE, ""));
            return named.isAbsolute() && Files.isDirectory(named) ? Optional.of(named) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<LaunchedDriver> adopt(String handle) {
        return local.adopt(handle);
    }

    @Override
    public void close() {
        local.close();
    }
}
