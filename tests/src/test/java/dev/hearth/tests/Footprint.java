package dev.hearth.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a JVM holds, after collections. Immutable.
 *
 * @param files open file descriptors
 * @param threads threads
 * @param heapBytes live heap
 */
record Footprint(int files, int threads, long heapBytes) {
    private static final Pattern USED = Pattern.compile("(?:used |, used |total \\d+K, used )(\\d+)K");

    /**
     * The serial collector moves what lives together in every fourth full collection only (MarkSweepAlwaysCompactCount); the
     * others may leave dead objects in place, up to MarkSweepDeadRatio percent of the old generation, which then count as used.
     */
    private static final int COLLECTIONS = 4;

    static Footprint of(long pid) throws Exception {
        long heap = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            jcmd(pid, "GC.run");
            heap = Math.min(heap, used(jcmd(pid, "GC.heap_info"))); // no reading is less than what lives
        }
        int files;
        try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            files = (int) open.count();
        }
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return new Footprint(files, (int) tasks.count(), heap);
        }
    }

    private static long used(String heapInfo) {
        long bytes = 0;
        for (String line : heapInfo.split("\n")) {
            Matcher used = USED.matcher(line);
            if (!line.contains("etaspace") && !line.contains("class space") && used.find()) {
                bytes += Long.parseLong(used.group(1)) << 10;
            }
        }
        return bytes;
    }

    private static String jcmd(long pid, String command) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(pid),
                        command)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd " + command + ": " + said);
        }
        return said;
    }

    /** What all files under a folder hold. */
    static long diskBytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    @Override
    public String toString() {
        return files + " files, " + threads + " threads, " + (heapBytes >> 10) + " KiB of heap";
    }
}
