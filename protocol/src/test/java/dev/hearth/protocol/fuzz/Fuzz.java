package dev.hearth.protocol.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Feeds a reader with a corpus and with what mutation makes of it, and holds it to its promises: no exception but the ones
 * it declares, no hang, and memory only in proportion to what came.
 *
 * <p>An input with an outcome that was not seen before joins the corpus of the run. What breaks a promise is written to
 * {@code target/fuzz}, to be mended and moved into the corpus. Runs for a second; with {@code -Dhearth.all=true} for 75, or
 * {@code -Dhearth.fuzz.seconds}. {@code -Dhearth.fuzz.seed} repeats a run, as far as its inputs go. Not thread-safe.
 */
public final class Fuzz {
    /** Reads an input. Returns what came of it, in words that are the same for inputs that are treated alike. */
    @FunctionalInterface
    public interface Reader {
        /** Whatever it throws is a broken promise. */
        String read(byte[] input) throws Exception;
    }

    private static final int MOST_KEPT = 2000;
    private static final int MOST_BYTES = 64 * 1024;
    private static final long MOST_CPU_NANOS = Duration.ofSeconds(2).toNanos();
    private static final int REPEATS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String name;
    private final long fixedBytes;
    private final long bytesPerByte;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final List<byte[]> corpus = new ArrayList<>();
    private final Set<String> outcomes = new HashSet<>();
    private final AtomicReference<byte[]> current = new AtomicReference<>(new byte[0]);
    private long inputs;

    /**
     * A run on one reader.
     *
     * @param name of the reader; its corpus is the folder {@code src/test/resources/fuzz/NAME}
     * @param fixedBytes what reading may allocate, however small the input
     * @param bytesPerByte what it may allocate for each byte of the input
     */
    public Fuzz(String name, long fixedBytes, long bytesPerByte) {
        this.name = name;
        this.fixedBytes = fixedBytes;
        this.bytesPerByte = bytesPerByte;
    }

    /** Adds a folder's files to the corpus. */
    public Fuzz with(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                corpus.add(Files.readAllBytes(file));
            }
        }
        return this;
    }

    /** Feeds the corpus, then mutations until time is over; fails at the first broken promise. */
    public void run(Reader reader) throws IOException, InterruptedException {
        with(Path.of("src", "test", "resources", "fuzz", name));
        long seed = Long.getLong("hearth.fuzz.seed", System.nanoTime());
        Duration time =
                Duration.ofSeconds(Long.getLong("hearth.fuzz.seconds", Boolean.getBoolean("hearth.all") ? 75 : 1));
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread worker = new Thread(() -> loop(reader, new Random(seed), time), "fuzz-" + name);
        worker.setDaemon(true);
        worker.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
        worker.start();
        worker.join(time.plus(PATIENCE).toMillis());
        if (worker.isAlive()) {
            failure.set(new AssertionError("it hangs"));
        }
        Throwable thrown = failure.get();
        String summary =
                "fuzz " + name + ": seed " + seed + ", " + inputs + " inputs, " + outcomes.size() + " outcomes";
        System.out.println(summary);
        if (thrown != null) {
            throw new AssertionError(summary + "; the input is in " + saved(), thrown);
        }
    }

    private void loop(Reader reader, Random random, Duration time) {
        for (byte[] input : List.copyOf(corpus)) {
            feed(reader, input);
        }
        Mutator mutator = new Mutator(random);
        long start = System.nanoTime();
        while (System.nanoTime() - start < time.toNanos()) {
            byte[] input = mutator.change(any(random), any(random), MOST_BYTES);
            if (feed(reader, input) && corpus.size() < MOST_KEPT) {
                corpus.add(input);
            }
        }
    }

    private byte[] any(Random random) {
        return corpus.get(random.nextInt(corpus.size()));
    }

    /** Returns whether its outcome is a new one. */
    private boolean feed(Reader reader, byte[] input) {
        current.set(input.clone());
        inputs++;
        Cost cost = cost(reader, input);
        for (int again = 0; again < REPEATS && !cost.fits(input.length); again++) {
            cost = cost(reader, input); // the first times load classes and warm caches
        }
        if (!cost.fits(input.length)) {
            throw new AssertionError(cost + " for an input of " + input.length + " bytes");
        }
        return outcomes.add(cost.outcome.replaceAll("[0-9]+", "#"));
    }

    private Cost cost(Reader reader, byte[] input) {
        long cpu = threads.getCurrentThreadCpuTime();
        long allocated = threads.getCurrentThreadAllocatedBytes();
        try {
            String outcome = reader.read(input.clone());
            return new Cost(
                    outcome,
                    threads.getCurrentThreadAllocatedBytes() - allocated,
                    threads.getCurrentThreadCpuTime() - cpu);
        } catch (Exception e) {
            throw new AssertionError("an exception that is not declared", e);
        }
    }

    private final class Cost {
        private final String outcome;
        private final long allocated;
        private final long cpu;

        Cost(String outcome, long allocated, long cpu) {
            this.outcome = outcome;
            this.allocated = allocated;
            this.cpu = cpu;
        }

        boolean fits(int bytes) {
            return allocated <= fixedBytes + bytesPerByte * bytes && cpu <= MOST_CPU_NANOS;
        }

        @Override
        public String toString() {
            return allocated + " bytes allocated, " + cpu / 1_000_000 + " ms of CPU time: " + outcome;
        }
    }

    private Path saved() {
        try {
            Path folder = Files.createDirectories(Path.of("target", "fuzz"));
            return Files.write(Files.createTempFile(folder, name + "-", ".bin"), current.get());
        } catch (IOException e) {
            return Path.of(e.toString());
        }
    }
}
