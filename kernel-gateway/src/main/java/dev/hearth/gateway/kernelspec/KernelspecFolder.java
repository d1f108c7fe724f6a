package dev.hearth.gateway.kernelspec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.jupyter.Logo;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.MalformedMessageException;
import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The folder of one kernelspec. Jupyter sees it as soon as {@code kernel.json} is in it, so that is written last, and goes
 * first. Not thread-safe.
 */
public final class KernelspecFolder {
    /** Hearth's own kernelspecs have this in their {@code metadata}. */
    static final String MARK = "hearth";

    private static final String FILE = "kernel.json";
    private static final int MAX_BYTES = 1 << 20;

    private final Path folder;

    /** A folder that is there, or is to be made. */
    public KernelspecFolder(Path folder) {
        this.folder = folder;
    }

    /** All of Hearth's own in a folder of kernelspecs, by name; none where it cannot be read. */
    public static List<InstalledKernel> own(Path kernels) {
        List<InstalledKernel> found = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(kernels)) {
            for (Path each : folders) {
                new KernelspecFolder(each).installed().ifPresent(found::add);
            }
        } catch (IOException e) {
            return List.of();
        }
        found.sort(Comparator.comparing(InstalledKernel::name));
        return found;
    }

    /** Whether there is a kernelspec that is not Hearth's own. */
    public boolean isOthers() {
        return Files.exists(folder.resolve(FILE), LinkOption.NOFOLLOW_LINKS)
                && installed().isEmpty();
    }

    /** What is installed here, if it is Hearth's own. */
    public Optional<InstalledKernel> installed() {
        Path file = folder.resolve(FILE);
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
                return Optional.empty();
            }
            byte[] bytes = Files.readAllBytes(file);
            JsonNode spec = Json.read(bytes, 0, bytes.length);
            JsonNode mark = spec.path("metadata").path(MARK);
            if (!mark.isObject()) {
                return Optional.empty();
            }
            return Optional.of(new InstalledKernel(
                    name(),
                    spec.path("display_name").asText(""),
                    mark.path("profile").asText(""),
                    GatewayChoice.read(mark),
                    folder,
                    missing(spec.path("argv"))));
        } catch (IOException | MalformedMessageException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The Java, the jars: files that a set-up made, and another may have made elsewhere. */
    private static Optional<Path> missing(JsonNode argv) {
        List<String> files = new ArrayList<>();
        for (int i = 0; i < argv.size(); i++) {
            String word = argv.get(i).asText("");
            if (i == 0 && word.startsWith("/")) {
                files.add(word);
            } else if (i > 0 && argv.get(i - 1).asText("").equals("-cp")) {
                files.addAll(List.of(word.split(File.pathSeparator)));
            }
        }
        return files.stream().map(Path::of).filter(Files::notExists).findFirst();
    }

    private String name() {
        return String.valueOf(folder.getFileName());
    }

    /**
     * Writes a kernelspec, in place of Hearth's own of before.
     *
     * @throws IOException with a sentence, if the place cannot be written to
     */
    public void write(ObjectNode spec, Language language) throws IOException {
        try {
            makeFolders(folder);
            for (Logo logo : Logo.values()) {
                put(logo.fileName(), logo.read(language));
            }
            put(FILE, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(spec));
        } catch (FileSystemException e) {
            throw sentence("written to", e);
        }
    }

    /** Kernelspecs are for whoever may see their place, whatever the present process keeps to itself. */
    private static void makeFolders(Path wanted) throws IOException {
        Path parent = wanted.getParent();
        if (Files.isDirectory(wanted)) {
            return;
        }
        if (parent != null) {
            makeFolders(parent);
        }
        Files.createDirectory(wanted);
        Files.setPosixFilePermissions(wanted, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void put(String name, byte[] bytes) throws IOException {
        Path unfinished = Files.createTempFile(folder, name, ".new");
        try {
            Files.write(unfinished, bytes);
            Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(
                    unfinished,
                    folder.resolve(name),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /**
     * Removes it with all its files.
     *
     * @throws IOException with a sentence, if it is not Hearth's own, or cannot be removed
     */
    public void remove() throws IOException {
        if (isOthers()) {
            throw new IOException("the kernelspec in " + folder + " is not Hearth's own; jupyter kernelspec remove "
                    + name() + " removes it");
        }
        try {
            if (!Files.isSymbolicLink(folder)) {
                Files.deleteIfExists(folder.resolve(FILE));
                try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                    for (Path each : files) {
                        Files.delete(each);
                    }
                }
            }
            Files.delete(folder);
        } catch (FileSystemException e) {
            throw sentence("removed", e);
        }
    }

    private IOException sentence(String what, FileSystemException failure) {
        String why;
        if (failure instanceof AccessDeniedException) {
            why = "you may not write to " + failure.getFile();
        } else if (failure instanceof NotDirectoryException || failure instanceof FileAlreadyExistsException) {
            why = failure.getFile() + " is no folder";
        } else if (failure instanceof NoSuchFileException) {
            why = failure.getFile() + " is not there";
        } else {
            why = String.valueOf(failure.getMessage());
        }
        return new IOException(folder + " cannot be " + what + ": " + why, failure);
    }
}
