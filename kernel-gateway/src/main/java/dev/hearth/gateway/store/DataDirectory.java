package dev.hearth.gateway.store;

import dev.hearth.gateway.security.Secret;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The folder in which one gateway keeps everything, mode 0700, locked while the gateway runs.
 *
 * <p>Thread-safe. Closing it gives the lock up; twice is harmless.
 */
public final class DataDirectory implements AutoCloseable {

    private static final String LOCK = "lock";
    private static final String STORE = "store";
    private static final int LONGEST_TEXT = 8192;

    private final Path root;
    private final FileChannel channel;
    private final FileLock lock;

    private DataDirectory(Path root, FileChannel channel, FileLock lock) {
        this.root = root;
        this.channel = channel;
        this.lock = lock;
    }

    /** Another gateway has the folder. */
    public static final class InUseException extends IOException {

        private static final long serialVersionUID = 1L;

        InUseException(Path root) {
            super("the data directory " + root + " is in use by another gateway");
        }
    }

    /**
     * Makes the folder if it is missing, and locks it.
     *
     * @throws InUseException if another gateway has it
     * @throws IOException if it cannot be made, or is a folder with other things in it
     */
    public static DataDirectory open(Path folder) throws IOException {
        Path root = folder.toAbsolutePath().normalize();
        // Asked again: what another gateway has put there just now came behind its lock.
        if (Files.isDirectory(root) && !isOurs(root) && !isEmpty(root) && !isOurs(root)) {
            throw new IOException(root + " is no data directory of Hearth: there are other files in it. Name another"
                    + " folder, or an empty one");
        }
        OwnFiles.makeFolder(root);
        FileChannel channel = FileChannel.open(
                root.resolve(LOCK),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OwnFiles.FILE_MODE));
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new DataDirectory(root, channel, lock);
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new InUseException(root);
        }
        channel.close();
        throw new InUseException(root);
    }

    /** Restored from a backup it may have no lock. */
    private static boolean isOurs(Path root) {
        return Files.exists(root.resolve(LOCK))
                || Files.exists(root.resolve(STORE).resolve("hearth.mv.db"));
    }

    /** The folder. */
    public Path root() {
        return root;
    }

    /** Where the database's files are. */
    public Path store() throws IOException {
        return OwnFiles.makeFolder(root.resolve(STORE));
    }

    /** Where the logs of sessions and the work folders of drivers are. */
    public Path sessions() throws IOException {
        return OwnFiles.makeFolder(root.resolve("sessions"));
    }

    /** Where the folders of batches are. */
    public Path batches() throws IOException {
        return OwnFiles.makeFolder(root.resolve("batches"));
    }

    /** Where the gateway's own log is. */
    public Path log() throws IOException {
        return OwnFiles.makeFolder(root.resolve("log"));
    }

    /** The gateway's own token: made when it is asked for the first time, then kept with mode 0600. */
    public String ownToken() throws IOException {
        Optional<String> kept = read(tokenFile(root));
        if (kept.isPresent()) {
            return kept.get();
        }
        String token = Secret.random();
        OwnFiles.write(tokenFile(root), token + "\n");
        return token;
    }

    /**
     * Writes down where the gateway listens, and a token for commands on this machine: not the gateway's own, and good only
     * while it runs.
     */
    public void announce(String address, String token) throws IOException {
        OwnFiles.write(root.resolve("address"), address + "\n");
        OwnFiles.write(root.resolve("running-token"), token + "\n");
    }

    /** Takes back what was announced. */
    public void retract() throws IOException {
        Files.deleteIfExists(root.resolve("address"));
        Files.deleteIfExists(root.resolve("running-token"));
    }

    /** Where a gateway that has this folder listens; empty if none has announced itself. */
    public static Optional<String> address(Path root) throws IOException {
        return read(root.resolve("address"));
    }

    /** The token that commands on this machine may use while a gateway runs. */
    public static Optional<String> runningToken(Path root) throws IOException {
        return read(root.resolve("running-token"));
    }

    /** Where the gateway's own token is kept. */
    public static Path tokenFile(Path root) {
        return root.resolve("token");
    }

    private static Optional<String> read(Path file) throws IOException {
        try {
            if (Files.size(file) > LONGEST_TEXT) {
                throw new IOException(file + " is too long");
            }
            String text = Files.readString(file).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            return !stream.iterator().hasNext();
        }
    }

    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            lock.release();
            channel.close();
        }
    }
}
