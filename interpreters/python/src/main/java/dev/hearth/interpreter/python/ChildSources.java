package dev.hearth.interpreter.python;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The child's Python sources, from our class path into a directory of the session. Stateless. */
final class ChildSources {
    /** Where the sources are on the class path. */
    static final String ROOT = "/dev/hearth/python/";

    /** What the child's interpreter is given. */
    static final String MAIN = "child.py";

    private static final String PACKAGE = "_hearth";

    /** All of them: a jar cannot be listed everywhere. */
    static final List<String> FILES = List.of(
            MAIN,
            "_hearth/__init__.py",
            "_hearth/asking.py",
            "_hearth/bundles.py",
            "_hearth/capture.py",
            "_hearth/cellfiles.py",
            "_hearth/cells.py",
            "_hearth/commands.py",
            "_hearth/comms.py",
            "_hearth/dap.py",
            "_hearth/debugging.py",
            "_hearth/frames.py",
            "_hearth/imports.py",
            "_hearth/inspecting.py",
            "_hearth/interrupts.py",
            "_hearth/ipython.py",
            "_hearth/lanes.py",
            "_hearth/livymagics.py",
            "_hearth/livyvalues.py",
            "_hearth/outcomes.py",
            "_hearth/plain.py",
            "_hearth/session.py",
            "_hearth/spark.py",
            "_hearth/streams.py",
            "_hearth/tags.py",
            "_hearth/terminals.py",
            "_hearth/turns.py",
            "_hearth/values.py",
            "_hearth/variables.py",
            "_hearth/wire.py");

    private ChildSources() {}

    /** Writes them below {@code directory} and returns the main one. */
    static Path writeTo(Path directory) throws IOException {
        PrivateDirectory.create(directory.resolve(PACKAGE));
        for (String file : FILES) {
            Path target = directory.resolve(file);
            try (InputStream source = ChildSources.class.getResourceAsStream(ROOT + file)) {
                if (source == null) {
                    throw new FileNotFoundException("not on the class path: " + ROOT + file);
                }
                Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return directory.resolve(MAIN);
    }
}
