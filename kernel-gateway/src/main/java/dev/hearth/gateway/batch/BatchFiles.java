package dev.hearth.gateway.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The folder of one batch, mode 0700: {@code work/} with {@code driver.log} is where it runs, {@code uploads/} has what was sent
 * with it, {@code executed.ipynb} is the copy of a notebook with what its cells have shown. Thread-safe.
 *
 * @param folder which may not be there yet
 */
record BatchFiles(Path folder) {
    static BatchFiles of(Path root, UUID batch) {
        return new BatchFiles(root.resolve(batch.toString()).toAbsolutePath());
    }

    Path work() {
        return folder.resolve("work");
    }

    Path log() {
        return work().resolve("driver.log");
    }

    Path executed() {
        return folder.resolve("executed.ipynb");
    }

    /** Makes the folder for what is sent with it. */
    Path uploads() throws IOException {
        Path uploads = folder.resolve("uploads");
        createPrivately(uploads);
        return uploads;
    }

    /** Adds lines to the log of a batch that has no process to write one. */
    void note(String text) throws IOException {
        createPrivately(work());
        if (!Files.exists(log())) {
            Files.createFile(log(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(log(), text, StandardOpenOption.APPEND);
    }

    /** Removes all of it. Links are removed, not followed. */
    void delete() throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void createPrivately(Path path) throws IOException {
        Files.createDirectories(
                path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
}
