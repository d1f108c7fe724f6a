package dev.hearth.interpreter.scala.deps;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Jars by path and by URL. Not thread-safe. */
final class JarFiles {
    private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(30).toMillis();
    private static final List<String> SCALAS_OWN = List.of("scala-library", "scala-reflect", "scala-compiler");

    private final Path folder;

    /** Keeps what it downloads in a folder, which is made when it is needed. */
    JarFiles(Path folder) {
        this.folder = folder;
    }

    /** The jars of a path, which may end in {@code *}, or of a URL. */
    List<Path> find(String location, Consumer<String> progress) throws DependencyException {
        if (location.matches("[a-zA-Z][a-zA-Z0-9+.\\-]+:.*") && !location.startsWith("file:")) {
            return List.of(download(location, progress));
        }
        Path path = location.startsWith("file:") ? local(location) : Path.of(location);
        if (path.endsWith("*")) {
            return all(path.getParent() == null ? Path.of("") : path.getParent());
        }
        Path whole = path.toAbsolutePath().normalize();
        if (!Files.isRegularFile(whole)) {
            throw new DependencyException("there is no jar " + whole + " on the driver's machine");
        }
        return List.of(checked(whole));
    }

    private static Path local(String url) throws DependencyException {
        try {
            String path = URI.create(url).getPath();
            if (path != null) {
                return Path.of(path);
            }
        } catch (IllegalArgumentException notAUrl) {
            // said below
        }
        throw new DependencyException("not the URL of a file, such as file:///path/to/it.jar: " + url);
    }

    private static List<Path> all(Path folder) throws DependencyException {
        try (Stream<Path> files = Files.list(folder.toAbsolutePath().normalize())) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException unreadable) {
            throw new DependencyException("there is no folder " + folder.toAbsolutePath() + " on the driver's machine");
        }
    }

    private Path download(String location, Consumer<String> progress) throws DependencyException {
        try {
            URI url = URI.create(location);
            String path = url.getPath() == null ? "" : url.getPath();
            String name = path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._\\-]", "_");
            if (!name.toLowerCase(Locale.ROOT).endsWith(".jar")) {
                throw new DependencyException("not the URL of a jar, which ends in .jar: " + location);
            }
            progress.accept("downloading " + location);
            // Another URL's jar of the same name is another jar.
            Path place = Files.createDirectories(folder.resolve(Integer.toHexString(location.hashCode())));
            Path target = place.resolve(name);
            Path half = place.resolve(name + ".part");
            URLConnection connection = url.toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            try (InputStream in = connection.getInputStream()) {
                Files.copy(in, half, StandardCopyOption.REPLACE_EXISTING);
            }
            checked(half);
            return Files.move(half, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | IllegalArgumentException failure) {
            throw new DependencyException(
                    "the jar " + location + " could not be downloaded: " + failure,
                    List.of("If this machine has no way to it, copy the jar here and write: jar /path/to/it.jar"));
        }
    }

    private static Path checked(Path file) throws DependencyException {
        try (ZipFile jar = new ZipFile(file.toFile())) {
            if (jar.size() == 0) {
                throw new ZipException("it is empty");
            }
            return file;
        } catch (IOException broken) {
            throw new DependencyException("not a jar: " + file + " (" + broken.getMessage() + ")");
        }
    }

    /** Whether it is a jar of Scala itself, which the session has already and must have once. */
    static boolean isScalasOwn(Path jar) {
        String name = String.valueOf(jar.getFileName());
        // Spark names what it resolves group_artifact-version.jar.
        return SCALAS_OWN.stream()
                .anyMatch(own -> name.startsWith(own + "-") || name.startsWith("org.scala-lang_" + own + "-"));
    }

    /** Whether a jar has a Scala library in it beside what else it has. */
    static boolean holdsScala(Path jar) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.getEntry("scala/Predef.class") != null;
        } catch (IOException unreadable) {
            return false;
        }
    }
}
