package dev.hearth.launcher.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names an archive after everything it depends on, so that one that does not fit is not even tried.
 *
 * <p>Only functions; thread-safe.
 */
final class ArchiveName {

    static final String SUFFIX = ".jsa";
    private static final int HASH_BYTES = 12;

    private ArchiveName() {}

    /**
     * The name for this runtime: Spark's version, Java's, and a hash of every jar's path, size and time (which are
     * what the JVM itself compares), of Java's place and version, and of the options that matter.
     *
     * @throws IOException if one of the jars is missing or is no file
     */
    static String of(DriverRuntime runtime) throws IOException {
        MessageDigest digest = digest();
        for (Path jar : runtime.jars()) {
            BasicFileAttributes attributes = Files.readAttributes(jar, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw new IOException(jar + " is no file");
            }
            update(digest, jar + " " + attributes.size() + " " + attributes.lastModifiedTime());
        }
        update(digest, runtime.java().executable().toRealPath().toString());
        update(digest, runtime.java().version());
        runtime.layoutOptions().forEach(option -> update(digest, option));
        update(digest, hasWideHeap(runtime.settings().memory()) ? "wide" : "narrow");
        byte[] hash = new byte[HASH_BYTES];
        System.arraycopy(digest.digest(), 0, hash, 0, HASH_BYTES);
        return "spark-" + runtime.spark().version() + "-java-" + runtime.java().feature() + "-"
                + HexFormat.of().formatHex(hash) + SUFFIX;
    }

    /** From 32 GiB on, references are not compressed, and objects are laid out in another way. */
    static boolean hasWideHeap(String memory) {
        long number = Long.parseLong(memory.substring(0, memory.length() - 1));
        int shift =
                switch (Character.toLowerCase(memory.charAt(memory.length() - 1))) {
                    case 'k' -> 10;
                    case 'm' -> 20;
                    case 'g' -> 30;
                    default -> 40;
                };
        return number >= (32L << 30 >> shift);
    }

    private static void update(MessageDigest digest, String line) {
        digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
