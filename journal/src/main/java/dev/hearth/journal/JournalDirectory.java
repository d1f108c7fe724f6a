package dev.hearth.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The names and permissions of a journal's files. Immutable. */
final class JournalDirectory {
    static final String SEGMENT = ".log";
    static final String SIDECAR = ".idx";
    static final String TEMPORARY = ".tmp";
    static final String UNREADABLE = ".unreadable";

    /** A number of 20 digits that is not above {@link RecordHeader#MAX_NUMBER}. */
    private static final Pattern OWN = Pattern.compile("0[0-3]\\d{18}\\.(log|idx)(\\.tmp|\\.unreadable)?");

    /** Opens a file for writing; tests put failing ones in its place. */
    interface Opener {
        FileChannel open(Path path, Set<? extends OpenOption> options) throws IOException;
    }

    private final Path path;
    private final Opener opener;

    JournalDirectory(Path path, Opener opener) {
        this.path = path;
        this.opener = opener;
    }

    static FileChannel openPrivately(Path path, Set<? extends OpenOption> options) throws IOException {
        return posix(path)
                ? FileChannel.open(
                        path,
                        options,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                : FileChannel.open(path, options);
    }

    void create() throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try {
            if (posix(path)) {
                Files.createDirectory(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } else {
                Files.createDirectory(path);
            }
        } catch (FileAlreadyExistsException exists) {
            if (!Files.isDirectory(path)) {
                throw new NotDirectoryException(path.toString());
            }
        }
    }

    Path segment(long base) {
        return path.resolve(String.format(Locale.ROOT, "%020d%s", base, SEGMENT));
    }

    Path sidecar(long base) {
        return path.resolve(String.format(Locale.ROOT, "%020d%s", base, SIDECAR));
    }

    /** The files that are a journal's own; others are never touched. */
    List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(path)) {
            for (Path each : all) {
                if (OWN.matcher(each.getFileName().toString()).matches()) {
                    files.add(each);
                }
            }
        }
        files.sort(null);
        return files;
    }

    static long base(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(0, name.indexOf('.')));
    }

    static boolean named(Path file, String suffix) {
        return file.getFileName().toString().endsWith(suffix);
    }

    static Path temporary(Path file) {
        return file.resolveSibling(file.getFileName() + TEMPORARY);
    }

    FileChannel createNew(Path file) throws IOException {
        return opener.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE));
    }

    FileChannel openForWriting(Path file) throws IOException {
        return opener.open(file, Set.of(StandardOpenOption.WRITE));
    }

    /** Puts a whole new file in the place of another, so that a crash leaves one or the other. */
    void replace(Path file, ByteBuffer content, boolean force) throws IOException {
        Path temporary = temporary(file);
        try {
            try (FileChannel out = createNew(temporary)) {
                while (content.hasRemaining()) {
                    out.write(content);
                }
                if (force) {
                    out.force(true);
                }
            }
            move(temporary, file);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Forces the names. Not every system can open a directory; there it is left to the system. */
    void force() {
        try (FileChannel directory = FileChannel.open(path, StandardOpenOption.READ)) {
            directory.force(true);
        } catch (IOException unsupported) {
            return;
        }
    }

    void delete() throws IOException {
        if (!Files.isDirectory(path)) {
            return;
        }
        for (Path file : files()) {
            Files.deleteIfExists(file);
        }
        try (DirectoryStream<Path> rest = Files.newDirectoryStream(path)) {
            if (rest.iterator().hasNext()) {
                return;
            }
        }
        Files.deleteIfExists(path);
    }

    private static boolean posix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
