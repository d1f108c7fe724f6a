package dev.hearth.interpreter.scala;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import scala.reflect.io.AbstractFile;
import scala.tools.asm.ClassReader;
import scala.tools.asm.ClassVisitor;
import scala.tools.asm.Opcodes;

/**
 * Source texts of classes, where they are at hand: in a {@code -sources.jar} beside the class's jar or in one of certain folders;
 * those of the JDK's own in its {@code src.zip}, or in one that lies in such a folder. Immutable; reads files.
 */
final class Sources {
    /** The system property that names folders with {@code -sources.jar} files and {@code src.zip}, separated as class paths are. */
    static final String FOLDERS = "hearth.scala.sources";

    private static final int LARGEST = 8 << 20;

    private final List<Path> folders;

    Sources(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    /** With the folders that {@link #FOLDERS} names. */
    static Sources ofThisJvm() {
        List<Path> folders = new ArrayList<>();
        for (String each : System.getProperty(FOLDERS, "").split(java.io.File.pathSeparator, -1)) {
            if (!each.isEmpty()) {
                folders.add(Path.of(each));
            }
        }
        return new Sources(folders);
    }

    /** The text that a top-level class was compiled from. */
    Optional<String> of(String className, AbstractFile classFile) {
        int dot = className.lastIndexOf('.');
        String folder = dot < 0 ? "" : className.substring(0, dot + 1).replace('.', '/');
        try {
            Optional<String> module = moduleOfJdk(className);
            if (module.isPresent()) {
                return first(ofJdk(), module.get() + "/" + folder + className.substring(dot + 1) + ".java");
            }
            Optional<Path> jar = jarOf(classFile);
            if (jar.isEmpty()) {
                return Optional.empty();
            }
            return first(candidates(jar.get()), folder + sourceName(classFile.toByteArray()));
        } catch (IOException | RuntimeException unreadable) {
            // A question about a name is answered without its documentation.
        }
        return Optional.empty();
    }

    private static Optional<String> moduleOfJdk(String className) {
        if (!className.startsWith("java.") && !className.startsWith("javax.")) {
            return Optional.empty();
        }
        try {
            Class<?> type = Class.forName(className, false, ClassLoader.getPlatformClassLoader());
            return Optional.ofNullable(type.getModule().getName());
        } catch (ClassNotFoundException notOfTheJdk) {
            return Optional.empty();
        }
    }

    private static Optional<Path> jarOf(AbstractFile classFile) {
        AbstractFile jar = classFile.underlyingSource().getOrElse(() -> null);
        return jar == null || !jar.path().endsWith(".jar") ? Optional.empty() : Optional.of(Path.of(jar.path()));
    }

    private List<Path> candidates(Path jar) {
        String name = String.valueOf(jar.getFileName()).replaceFirst("\\.jar$", "-sources.jar");
        List<Path> all = new ArrayList<>();
        all.add(jar.resolveSibling(name));
        // Where Ivy keeps them.
        all.add(jar.resolveSibling("../srcs").resolve(name));
        folders.forEach(each -> all.add(each.resolve(name)));
        return all;
    }

    private static String sourceName(byte[] classFile) {
        byte[] known = classFile.clone();
        // The reader turns down newer versions than it knows; where the name stands was the same in all of them.
        known[6] = 0;
        known[7] = Opcodes.V1_8;
        String[] found = {""};
        new ClassReader(known)
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public void visitSource(String source, String debug) {
                                found[0] = source;
                            }
                        },
                        ClassReader.SKIP_CODE);
        return found[0];
    }

    /** Not every distribution has it; some have a link to where it would be. */
    private List<Path> ofJdk() {
        List<Path> all = new ArrayList<>();
        all.add(Path.of(System.getProperty("java.home"), "lib", "src.zip"));
        folders.forEach(each -> all.add(each.resolve("src.zip")));
        return all;
    }

    private static Optional<String> first(List<Path> archives, String name) throws IOException {
        for (Path each : archives) {
            Optional<String> text = entry(each, name);
            if (text.isPresent()) {
                return text;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> entry(Path zip, String name) throws IOException {
        if (!Files.isReadable(zip)) {
            return Optional.empty();
        }
        try (ZipFile file = new ZipFile(zip.toFile())) {
            ZipEntry entry = file.getEntry(name);
            if (entry == null) {
                return Optional.empty();
            }
            try (InputStream bytes = file.getInputStream(entry)) {
                return Optional.of(new String(bytes.readNBytes(LARGEST), StandardCharsets.UTF_8));
            }
        }
    }
}
