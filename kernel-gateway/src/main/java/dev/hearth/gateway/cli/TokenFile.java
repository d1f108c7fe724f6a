package dev.hearth.gateway.cli;

import dev.hearth.gateway.store.OwnFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/** Files with a token in them, which their owner alone may open. Only functions. */
final class TokenFile {
    private static final Set<PosixFilePermission> OWNERS =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private TokenFile() {}

    /**
     * The token in a file that its owner alone may open.
     *
     * @throws IOException with the command that mends it, if others may open it
     */
    static String read(Path file) throws IOException {
        try {
            if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
                throw new IOException("others may open the token's file " + file
                        + ": make it yours alone with chmod 600 '" + file + "'");
            }
            return GivenToken.given(Optional.of(file)).orElseThrow();
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        }
    }

    /** Keeps a token of a gateway in a file of its own, and says where. */
    static Path keep(Path folder, URI gateway, String token) throws IOException {
        String name = (gateway.getHost() + (gateway.getPort() < 0 ? "" : "-" + gateway.getPort()))
                .replaceAll("[^A-Za-z0-9.-]", "_");
        Path file = OwnFiles.makeFolder(folder.resolve("tokens")).resolve(name);
        OwnFiles.write(file, token + "\n");
        return file;
    }
}
