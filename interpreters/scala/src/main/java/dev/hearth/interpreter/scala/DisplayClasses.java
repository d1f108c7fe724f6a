package dev.hearth.interpreter.scala;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Puts the classes of displays beside those of cells, from where executors have them: a closure may hold the object of a cell
 * that has a display in it. Done once, for the first cell that names one. Thread-safe.
 */
final class DisplayClasses {
    private static final List<byte[]> NAMES = Stream.of("almond/", "hearth/Kernel", "hearth/Display", "hearth/Shown")
            .map(name -> name.getBytes(StandardCharsets.US_ASCII))
            .toList();

    private final Path directory;
    private boolean shipped; // guarded by this

    /** Nothing is shipped yet; {@code directory} is the one of cells' classes. */
    DisplayClasses(Path directory) {
        this.directory = directory;
    }

    /** Whether a class file names one of them. */
    static boolean areNamedIn(byte[] classFile) {
        for (byte[] name : NAMES) {
            for (int at = 0; at <= classFile.length - name.length; at++) {
                if (classFile[at] == name[0] && Arrays.equals(classFile, at, at + name.length, name, 0, name.length)) {
                    return true;
                }
            }
        }
        return false;
    }

    synchronized void ship() throws IOException {
        CodeSource home = DisplayClasses.class.getProtectionDomain().getCodeSource();
        if (shipped || home == null || !"file".equals(home.getLocation().getProtocol())) {
            return;
        }
        Path place = Path.of(URI.create(home.getLocation().toString()));
        if (Files.isDirectory(place)) {
            copy(place);
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(place, Map.of())) {
                copy(jar.getPath("/"));
            }
        }
        shipped = true;
    }

    private void copy(Path root) throws IOException {
        for (String part : List.of("almond", "hearth")) {
            Path top = root.resolve(part);
            if (!Files.exists(top)) {
                continue;
            }
            List<Path> files;
            try (Stream<Path> found = Files.walk(top)) {
                files = found.filter(file -> String.valueOf(file.getFileName()).endsWith(".class"))
                        .toList();
            }
            for (Path file : files) {
                Path target = directory.resolve(root.relativize(file).toString());
                if (!Files.exists(target)) {
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                }
            }
        }
    }
}
