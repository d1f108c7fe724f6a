package dev.hearth.launcher.local;

import dev.hearth.launcher.LaunchException;
import dev.hearth.launcher.LaunchException.Reason;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Folders and files that nobody but their owner can read. Only functions; thread-safe. */
final class OwnFiles {

    private OwnFiles() {}

    /** Makes a folder with mode 0700, and its parents as they come; one that is there gets that mode. */
    static void makeFolder(Path folder) throws LaunchException {
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new LaunchException(Reason.CANNOT_START, "the folder " + folder + " cannot be made: " + e, e);
        }
    }

    /** Makes an empty file with mode 0600, if there is none. */
    static void makeFile(Path file) throws LaunchException {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            return;
        } catch (IOException e) {
            throw new LaunchException(Reason.CANNOT_START, "the file " + file + " cannot be made: " + e, e);
        }
    }
}
