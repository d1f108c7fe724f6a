package dev.hearth.gateway.session;

import dev.hearth.protocol.link.LaunchDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Where a session's files are: {@code journal/}, {@code requests/<incarnation>/}, {@code driver-<incarnation>/}, {@code
 * statements}, {@code cursors}, {@code output-window}, {@code checkpoint}, and {@code purge} once all of it is to go. Immutable.
 */
record SessionFiles(Path directory) {
    private static final String DRIVER = "driver-";
    private static final String DRIVER_LOG = "driver.log";

    static SessionFiles of(Path root, UUID session) {
        return new SessionFiles(root.resolve(session.toString()));
    }

    Path journal() {
        return directory.resolve("journal");
    }

    Path requests(int incarnation) {
        return directory.resolve("requests").resolve(Integer.toString(incarnation));
    }

    Path driver(int incarnation) {
        return directory.resolve(DRIVER + incarnation);
    }

    Path driverLog(int incarnation) {
        return driver(incarnation).resolve(DRIVER_LOG);
    }

    /** Goes with what the driver keeps for itself. */
    Path uploads(int incarnation) {
        return driver(incarnation).resolve(LaunchDescriptor.OWN_FOLDER).resolve("uploads");
    }

    Path statements() {
        return directory.resolve("statements");
    }

    Path cursors() {
        return directory.resolve("cursors");
    }

    Path checkpoint() {
        return directory.resolve("checkpoint");
    }

    Path outputWindow() {
        return directory.resolve("output-window");
    }

    /** Incarnations of which there is a requests log, rising. */
    List<Integer> requestLogs() throws IOException {
        return numbered(directory.resolve("requests"), "");
    }

    /** The numbers behind a prefix in a folder's names, rising. */
    private static List<Integer> numbered(Path folder, String prefix) throws IOException {
        List<Integer> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> each = Files.list(folder)) {
                each.map(path -> path.getFileName().toString())
                        .filter(name -> name.matches(prefix + "[1-9][0-9]{0,8}"))
                        .map(name -> Integer.valueOf(name.substring(prefix.length())))
                        .forEach(found::add);
            }
        }
        found.sort(Comparator.naturalOrder());
        return found;
    }

    /** Makes the directory, readable by nobody else. */
    void create() throws IOException {
        createPrivately(directory);
        createPrivately(directory.resolve("requests"));
    }

    static void createPrivately(Path path) throws IOException {
        Files.createDirectories(
                path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /**
     * Removes what the process of an incarnation kept for itself, when it has ended: nobody reads it any more; and what is left of
     * earlier ones, where a gateway was cut off before it came to that. Their logs stay, and what cells wrote there.
     */
    void tidyUp(int incarnation) throws IOException {
        for (int each : numbered(directory, DRIVER)) {
            if (each <= incarnation) {
                deleteTree(driver(each).resolve(LaunchDescriptor.OWN_FOLDER));
            }
        }
        if (!Files.exists(driverLog(incarnation))) {
            deleteIfEmpty(driver(incarnation)); // its log has gone before
        }
    }

    /** Removes the log of a process that ended long ago, and its folder unless cells wrote something there. */
    void deleteDriverLog(int incarnation) throws IOException {
        Files.deleteIfExists(driverLog(incarnation));
        Files.deleteIfExists(driver(incarnation).resolve(DRIVER_LOG + ".1"));
        deleteIfEmpty(driver(incarnation).resolve("spark"));
        deleteIfEmpty(driver(incarnation));
    }

    private static void deleteIfEmpty(Path folder) throws IOException {
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            // What cells wrote stays.
        }
    }

    /** Puts a file that nobody else may read in the place of {@code file}, whole or not at all. */
    static void replace(Path file, byte[] bytes) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(next);
        try (WritableByteChannel channel = Files.newByteChannel(
                next,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Notes that nothing of the session is to be kept: the next gateway goes on with that if this one is cut off. */
    void markPurge() throws IOException {
        create();
        try {
            Files.createFile(
                    purge(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            // Noted before.
        }
    }

    /** Whether {@link #markPurge} was called. */
    boolean isToBePurged() {
        return Files.exists(purge());
    }

    private Path purge() {
        return directory.resolve("purge");
    }

    /** Removes everything but the mark of a purge. What cannot be removed is reported when the rest is gone. */
    void empty() throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        IOException failure = null;
        try (Stream<Path> all = Files.list(directory)) {
            for (Path each : all.filter(each -> !each.equals(purge())).toList()) {
                try {
                    deleteTree(each);
                } catch (IOException e) {
                    failure = failure == null ? e : failure;
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Removes everything. What cannot be removed is reported when the rest is gone. */
    void delete() throws IOException {
        deleteTree(directory);
    }

    static void deleteTree(Path top) throws IOException {
        if (!Files.exists(top, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        IOException[] first = new IOException[1];
        Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                return remove(file);
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return failure instanceof NoSuchFileException ? FileVisitResult.CONTINUE : remove(file);
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path directory, @org.jspecify.annotations.Nullable IOException failure) {
                return remove(directory);
            }

            private FileVisitResult remove(Path path) {
                try {
                    Files.deleteIfExists(path);
                } catch (IOException e) {
                    first[0] = first[0] == null ? e : first[0];
                }
                return FileVisitResult.CONTINUE;
            }
        });
        if (first[0] != null) {
            throw first[0];
        }
    }
}
