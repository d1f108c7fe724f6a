package dev.hearth.gateway.kernelspec;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Jupyter's data directories, found as {@code jupyter_core.paths} finds them on Linux and macOS. Immutable. */
public final class JupyterPlaces {
    private static final List<String> SHARED = List.of("/usr/local/share/jupyter", "/usr/share/jupyter");
    private static final Set<String> NO = Set.of("", "0", "false", "no", "n", "off");

    private final Map<String, String> environment;
    private final boolean mac;

    /**
     * The places that these variables mean.
     *
     * @param system as the property {@code os.name} has it
     */
    public JupyterPlaces(Map<String, String> environment, String system) {
        this.environment = Map.copyOf(environment);
        this.mac = system.toLowerCase(Locale.ROOT).startsWith("mac");
    }

    /** The places of this process. */
    public static JupyterPlaces here() {
        return new JupyterPlaces(System.getenv(), System.getProperty("os.name", ""));
    }

    /** The user's own data directory. */
    public Path user() {
        String named = variable("JUPYTER_DATA_DIR");
        if (!named.isEmpty()) {
            return Path.of(named).toAbsolutePath().normalize();
        }
        if (mac) {
            String folder = isSet("JUPYTER_PLATFORM_DIRS") ? "Library/Application Support/Jupyter" : "Library/Jupyter";
            return home().resolve(folder);
        }
        String data = variable("XDG_DATA_HOME");
        return (data.isEmpty() ? home().resolve(".local/share") : Path.of(data)).resolve("jupyter");
    }

    /** The data directory below a prefix. */
    public static Path ofPrefix(Path prefix) {
        return prefix.toAbsolutePath().normalize().resolve("share/jupyter");
    }

    /** Where kernelspecs are in a data directory. */
    public static Path kernels(Path data) {
        return data.resolve("kernels");
    }

    /**
     * All data directories in which Jupyter looks. Which of two kernels of one name it takes is its own affair: of a virtual
     * environment's and the user's it may be either.
     *
     * @param prefix of the Python environment, if one is known
     */
    public List<Path> all(Optional<Path> prefix) {
        Set<Path> all = new LinkedHashSet<>();
        for (String each : variable("JUPYTER_PATH").split(File.pathSeparator)) {
            if (!each.isBlank()) {
                all.add(Path.of(each).toAbsolutePath().normalize());
            }
        }
        all.add(user());
        prefix.map(JupyterPlaces::ofPrefix).ifPresent(all::add);
        SHARED.forEach(each -> all.add(Path.of(each)));
        return new ArrayList<>(all);
    }

    /** Hearth's own configuration of this user: what kernelspecs name, and do not hold. */
    public Path hearthConfiguration() {
        String config = variable("XDG_CONFIG_HOME");
        return (config.isEmpty() ? home().resolve(".config") : Path.of(config)).resolve("hearth");
    }

    /** An executable of this name on the {@code PATH}. */
    public Optional<Path> onPath(String name) {
        for (String folder : variable("PATH").split(File.pathSeparator)) {
            Path path = Path.of(folder, name).toAbsolutePath();
            if (!folder.isBlank() && Files.isRegularFile(path) && Files.isExecutable(path)) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    private Path home() {
        String home = variable("HOME");
        Path path = Path.of(home.isEmpty() ? System.getProperty("user.home", "/") : home)
                .toAbsolutePath()
                .normalize();
        try {
            return path.toRealPath(); // as Jupyter does
        } catch (IOException e) {
            return path;
        }
    }

    private boolean isSet(String name) {
        return !NO.contains(variable(name).toLowerCase(Locale.ROOT));
    }

    private String variable(String name) {
        return environment.getOrDefault(name, "");
    }
}
