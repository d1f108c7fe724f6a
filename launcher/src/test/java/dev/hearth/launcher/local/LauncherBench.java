package dev.hearth.launcher.local;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A workbench for all tests of a class, since looking at a Java and a Spark takes time, and a launcher for each. */
abstract class LauncherBench {

    static Path folder;
    static Workbench bench;

    LocalLauncher launcher;

    @BeforeAll
    static void openBench(@TempDir Path temporary) throws IOException {
        folder = temporary;
        bench = new Workbench(folder);
    }

    @BeforeEach
    void openLauncher() {
        launcher = bench.launcher();
    }

    @AfterEach
    void closeLauncher() {
        launcher.close();
    }
}
