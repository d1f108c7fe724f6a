package dev.hearth.gateway.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Feeds a reader of texts with a corpus, and with what comes of it when pieces are replaced by others and by words that
 * mean something to such readers. Texts are bytes here, a char each. Runs for a second; with {@code -Dhearth.all=true} for
 * 75, or {@code -Dhearth.fuzz.seconds}; {@code -Dhearth.fuzz.seed} repeats a run. Not thread-safe.
 */
final class TextFuzz {
    /** Reads a text; whatever it throws is a finding. */
    @FunctionalInterface
    interface Reader {
        void read(byte[] text) throws Exception;
    }

    private static final int MOST_CHARS = 64 * 1024;
    private static final long MOST_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int REPEATS = 3;

    private final String name;
    private final long mostBytes;
    private final List<String> words;
    private final List<String> corpus = new ArrayList<>();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Random random;
    private final long seed;

    /**
     * A run.
     *
     * @param name of the folder of the corpus, in {@code src/test/resources/fuzz}
     * @param mostBytes what all threads together may allocate for one text
     * @param words what is put in beside pieces of the corpus
     */
    TextFuzz(String name, long mostBytes, List<String> words) throws IOException {
        this.name = name;
        this.mostBytes = mostBytes;
        this.words = words;
        this.seed = Long.getLong("hearth.fuzz.seed", System.nanoTime());
        this.random = new Random(seed);
        try (Stream<Path> files = Files.list(Path.of("src", "test", "resources", "fuzz", name))) {
            for (Path file : files.sorted().toList()) {
                corpus.add(Files.readString(file, ISO_8859_1));
            }
        }
    }

    void run(Reader reader) {
        int texts = 0;
        for (String text : corpus) {
            feed(reader, text);
        }
        Duration time =
                Duration.ofSeconds(Long.getLong("hearth.fuzz.seconds", Boolean.getBoolean("hearth.all") ? 75 : 1));
        for (long start = System.nanoTime(); System.nanoTime() - start < time.toNanos(); texts++) {
            String text = corpus.get(random.nextInt(corpus.size()));
            for (int changes = 1 + random.nextInt(5); changes > 0; changes--) {
                text = changed(text);
            }
            feed(reader, text.substring(0, Math.min(MOST_CHARS, text.length())));
        }
        System.out.println("fuzz " + name + ": seed " + seed + ", " + texts + " texts");
    }

    private String changed(String text) {
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + random.nextInt(random.nextBoolean() ? 4 : 40));
        String other = corpus.get(random.nextInt(corpus.size()));
        int place = random.nextInt(other.length() + 1);
        String by =
                switch (random.nextInt(5)) {
                    case 0 -> "";
                    case 1 -> other.substring(place, Math.min(other.length(), place + random.nextInt(60)));
                    case 2 -> words.get(random.nextInt(words.size())).repeat(1 + random.nextInt(600));
                    case 3 -> String.valueOf((char) random.nextInt(256));
                    default -> words.get(random.nextInt(words.size()));
                };
        return text.substring(0, from) + by + text.substring(to);
    }

    private void feed(Reader reader, String text) {
        long cost = cost(reader, text);
        for (int again = 0; again < REPEATS && cost > mostBytes; again++) {
            cost = cost(reader, text); // other threads, and the first time, allocate as well
        }
        if (cost > mostBytes) {
            throw finding(text, cost + " bytes allocated", null);
        }
    }

    private long cost(Reader reader, String text) {
        long before = allocated();
        long start = System.nanoTime();
        try {
            reader.read(text.getBytes(ISO_8859_1));
        } catch (Exception | AssertionError e) {
            throw finding(text, "an answer that is not one", e);
        }
        if (System.nanoTime() - start > MOST_NANOS) {
            throw finding(text, "it takes too long", null);
        }
        return allocated() - before;
    }

    private long allocated() {
        return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
    }

    private AssertionError finding(String text, String what, @Nullable Throwable cause) {
        try {
            Path folder = Files.createDirectories(Path.of("target", "fuzz"));
            Path file = Files.writeString(Files.createTempFile(folder, name + "-", ".txt"), text, ISO_8859_1);
            return new AssertionError(
                    "fuzz " + name + ": seed " + seed + ": " + what + "; the text is in " + file, cause);
        } catch (IOException e) {
            return new AssertionError(what + "; " + e, cause);
        }
    }
}
