package dev.hearth.gateway.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The cluster of a profile whose launcher is {@code yarn}. Immutable.
 *
 * @param conf the folder with the Hadoop configuration ({@code HADOOP_CONF_DIR})
 * @param queue where applications go that name none; empty: the cluster's own choice
 * @param folder where {@code hearth yarn prepare} puts what drivers need, in the cluster's file system; empty: {@code .hearth} in
 *     the home directory there
 * @param principal whom the gateway logs in as, where the cluster is secured; with {@code keytab}
 * @param keytab its keytab
 * @param submit how long a submission may take
 * @param inQueue how long an application may wait in its queue
 */
public record Yarn(
        Path conf,
        String queue,
        String folder,
        String principal,
        Optional<Path> keytab,
        Duration submit,
        Duration inQueue) {
    private static final Path NOWHERE = Path.of("");

    public Yarn {
        if (principal.isEmpty() != keytab.isEmpty()) {
            throw new IllegalArgumentException("principal and keytab are both needed, or none");
        }
        Durations.requirePositive("submit", submit);
        Durations.requirePositive("in-queue", inQueue);
    }

    /** No configuration folder, which is refused, and everything else as the cluster has it. */
    public static Yarn defaults() {
        return new Yarn(NOWHERE, "", "", "", Optional.empty(), Duration.ofMinutes(10), Duration.ofHours(1));
    }

    boolean isSomewhere() {
        return !conf.equals(NOWHERE);
    }
}
