package dev.hearth.interpreter.scala;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The class files of what cells see of this program. Stateless. */
final class OwnClasses {
    private static final List<String> PACKAGES = List.of("hearth", "almond");

    private OwnClasses() {}

    /** Copies those that executors need to load objects of cells that hold displays, as far as they are not there. */
    static void copyTo(Path folder) throws IOException {
        CodeSource source = hearth.CellDesk.class.getProtectionDomain().getCodeSource();
        if (source == null || !"file".equals(source.getLocation().getProtocol())) {
            return;
        }
        Path home = Path.of(URI.create(source.getLocation().toString()));
        if (Files.isDirectory(home)) {
            copy(home, folder);
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(home, Map.of())) {
                copy(jar.getPath("/"), folder);
            }
        }
    }

    private static void copy(Path root, Path folder) throws IOException {
        for (String each : PACKAGES) {
            Path from = root.resolve(each);
            if (!Files.isDirectory(from)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(from)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".class")).toList()) {
                    Path target = folder.resolve(root.relativize(file).toString());
                    if (!Files.exists(target)) {
                        Files.createDirectories(target.getParent());
                        Files.copy(file, target);
                    }
                }
            }
        }
    }
}
