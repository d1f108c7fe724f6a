package dev.hearth.submitter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where this process has its files, some with secrets, for as long as it runs: a folder to which nobody else has access. One that
 * was killed leaves its own behind, and the next one removes it. Only functions.
 */
final class WorkFolder {
    private static final Logger LOG = LoggerFactory.getLogger(WorkFolder.class);
    private static final Pattern NAME = Pattern.compile("process-(\\d{1,18})");

    private WorkFolder() {}

    /** Makes this process's own below a folder, also for Spark's temporary files; removes those of processes that are gone. */
    static Path open(Path above) throws IOException {
        try (Stream<Path> all = Files.list(above)) {
            for (Path each : all.toList()) {
                Matcher name = NAME.matcher(each.getFileName().toString());
                if (name.matches() && !isAlive(Long.parseLong(name.group(1)))) {
                    remove(each);
                }
            }
        }
        Path own = above.resolve("process-" + ProcessHandle.current().pid());
        remove(own); // of one that had the same number
        Files.createDirectory(own, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        // Spark asks for it again and again.
        System.setProperty("java.io.tmpdir", own.toString());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(own), "hearth-work-folder"));
        return own;
    }

    private static boolean isAlive(long pid) {
        return pid != ProcessHandle.current().pid()
                && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private static void remove(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path each : all) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | UncheckedIOException e) { // the second where somebody else removes it, too
            LOG.info("{} could not be removed", folder, e);
        }
    }
}
