package dev.hearth.interpreter.python;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Directories that nobody but us may enter. Stateless. */
final class PrivateDirectory {
    private static final Set<PosixFilePermission> OURS = PosixFilePermissions.fromString("rwx------");

    /** Longest path of a Unix-domain socket that the JDK takes on Linux, in bytes. */
    private static final int MAX_SOCKET_PATH = 106;

    private static final Path SYSTEM = Path.of("/tmp");

    private PrivateDirectory() {}

    /** Makes {@code directory} if it is missing, and closes it to others. */
    static void create(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, OURS);
    }

    /**
     * A new directory for a socket of the name {@code name}: in {@code preferred}, the JVM's folder for temporary files or the
     * system's, the first whose paths are short enough. A container's own folders are not.
     */
    static Path forSocket(Path preferred, String name) throws IOException {
        List<Path> tried = new ArrayList<>();
        for (Path each : List.of(preferred, Path.of(System.getProperty("java.io.tmpdir")), SYSTEM)) {
            if (!Files.isDirectory(each)) {
                continue;
            }
            Path made = Files.createTempDirectory(each, "hearth", PosixFilePermissions.asFileAttribute(OURS))
                    .toAbsolutePath();
            if (fits(made.resolve(name))) {
                return made;
            }
            Files.delete(made);
            tried.add(made);
        }
        throw new IOException("a socket's path has at most " + MAX_SOCKET_PATH + " bytes, and these are too long: "
                + tried + "; set java.io.tmpdir to a short one");
    }

    private static boolean fits(Path socket) {
        return socket.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_SOCKET_PATH;
    }
}
