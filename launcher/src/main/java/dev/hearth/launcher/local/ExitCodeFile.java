package dev.hearth.launcher.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Where an application's exit code is written, so that it is known whoever looks, and whenever: only the parent of a process is
 * told its code, and the parent of an application outlives the launcher.
 *
 * <p>Only functions; thread-safe.
 */
final class ExitCodeFile {
    private static final String NAME = "exit-code";
    private static final int MOST_BYTES = 16;

    /**
     * Runs what follows, and writes its code down. A signal that asks the whole group to end is survived long enough for that;
     * caught, not ignored, so that what is started has its own way with it. Nothing of a client's is in the text: the command is
     * this script's arguments.
     */
    private static final String SCRIPT = """
            trap : TERM INT HUP
            file=$1
            shift
            "$@"
            code=$?
            printf '%s\\n' "$code" > "$file.unfinished" && mv "$file.unfinished" "$file"
            exit "$code"
            """;

    private ExitCodeFile() {}

    /** A command that runs another one and writes its exit code into this folder. */
    static List<String> around(List<String> command, Path directory) {
        List<String> all = new ArrayList<>(List.of(
                "/bin/sh", "-c", SCRIPT, "hearth-batch", directory.resolve(NAME).toString()));
        all.addAll(command);
        return all;
    }

    /** The code that was written; empty if none was, as of a driver, or if all was killed at once. */
    static OptionalInt read(Path directory) {
        Path file = directory.resolve(NAME);
        try {
            if (Files.size(file) <= MOST_BYTES) {
                return OptionalInt.of(Integer.parseInt(Files.readString(file).strip()));
            }
        } catch (IOException | NumberFormatException e) {
            // None that can be read is none.
        }
        return OptionalInt.empty();
    }
}
