package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The measure of the soak test itself, on a JVM of the gateway's kind. */
class FootprintIT {
    private static final int PIECE_BYTES = 64 << 10;
    private static final int PIECES = 192; // 12 MiB, less than the collector leaves in place

    /** Lets go of what has come into its old generation, and waits. */
    static final class Wasteful {
        private Wasteful() {}

        public static void main(String[] arguments) throws Exception {
            List<byte[]> held = new ArrayList<>();
            for (int i = 0; i < PIECES; i++) {
                held.add(new byte[PIECE_BYTES]);
            }
            System.gc();
            System.out.println(held.size());
            held.clear();
            System.in.read();
        }
    }

    @Test
    void of_jvmWithDeadObjectsInItsOldGeneration_countsWhatLives() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms512m",
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        Path.of(FootprintIT.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toURI())
                                .toString(),
                        Wasteful.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(process.inputReader().readLine()).isEqualTo(String.valueOf(PIECES));
            assertThat(Footprint.of(process.pid()).heapBytes()).isLessThan(PIECES * PIECE_BYTES / 2);
        } finally {
            process.destroyForcibly();
        }
    }
}
