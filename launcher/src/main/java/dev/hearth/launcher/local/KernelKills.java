package dev.hearth.launcher.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How often the kernel has killed a process of this machine for want of memory. Only functions; thread-safe. */
final class KernelKills {

    private static final String COUNTER = "oom_kill ";

    private KernelKills() {}

    /** The count since boot; 0 where the kernel does not say. */
    static long count() {
        try {
            return Files.readAllLines(Path.of("/proc/vmstat")).stream()
                    .filter(line -> line.startsWith(COUNTER))
                    .mapToLong(line -> Long.parseLong(line.substring(COUNTER.length())))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
