package dev.hearth.gateway.kernelspec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the bridge is started: the words that the set-up wrote down, one a line, from the JVM to the main class. Immutable.
 *
 * @param words at least two
 */
public record StartLine(List<String> words) {
    private static final String FILE = ".hearth/bridge/argv";

    public StartLine {
        words = List.copyOf(words);
        if (words.size() < 2 || words.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("a start line has a program and what it runs");
        }
    }

    /**
     * Reads what the set-up wrote.
     *
     * @param home Hearth's folder
     * @throws IOException with what to do, if it is not there
     */
    public static StartLine read(Path home) throws IOException {
        Path file = home.resolve(FILE);
        try {
            return new StartLine(Files.readAllLines(file));
        } catch (NoSuchFileException e) {
            throw new IOException("the bridge is not set up: " + file + " is missing; ./hearth setup makes it", e);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is damaged; ./hearth setup makes it anew once it is deleted", e);
        }
    }

    /** The line with further words behind it. */
    public List<String> with(List<String> more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(more);
        return all;
    }
}
