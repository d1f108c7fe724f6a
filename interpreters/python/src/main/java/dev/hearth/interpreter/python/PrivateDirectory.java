package dev.hearth.interpreter.python;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Directories that nobody but us may enter. Stateless. */
final class PrivateDirectory {
    private static final Set<PosixFilePermission> OURS = PosixFilePermissions.fromString("rwx------");

    /** Longest path of a Unix-domain socket that the JDK takes on Linux, in bytes. */
    private static final int MAX_SOCKET_PATH = 106;

    private PrivateDirectory() {}

    /** Makes {@code directory} if it is missing, and closes it to others. */
    static void create(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, OURS);
    }

    /** A new directory for a socket of the name {@code name}: in {@code preferred} if the path is short enough. */
    static Path forSocket(Path preferred, String name) throws IOException {
        Path inside = Files.createTempDirectory(preferred, "s", PosixFilePermissions.asFileAttribute(OURS))
                .toAbsolutePath();
        if (fits(inside.resolve(name))) {
            return inside;
        }
        Files.delete(inside);
        Path outside = Files.createTempDirectory("hearth", PosixFilePermissions.asFileAttribute(OURS))
                .toAbsolutePath();
        if (fits(outside.resolve(name))) {
            return outside;
        }
        Files.delete(outside);
        throw new IOException("a socket's path has at most " + MAX_SOCKET_PATH + " bytes; both " + inside + " and "
                + outside + " are too long: set java.io.tmpdir to a short one");
    }

    private static boolean fits(Path socket) {
        return socket.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_SOCKET_PATH;
    }
}
