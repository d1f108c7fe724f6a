package dev.hearth.gateway.config;

import dev.hearth.yarn.YarnSettings.SubmitWith;
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
 * @param classData whether {@code hearth yarn prepare} makes a class-data archive, and drivers start from it
 * @param principal whom the gateway logs in as, where the cluster is secured; with {@code keytab}
 * @param keytab its keytab
 * @param submitWith {@code in-process} or {@code spark-submit}: the latter is slow, and for sites where that program does more
 *     than Spark's own
 * @param submit how long a submission may take
 * @param inQueue how long an application may wait in its queue
 */
public record Yarn(
        Path conf,
        String queue,
        String folder,
        boolean classData,
        String principal,
        Optional<Path> keytab,
        SubmitWith submitWith,
        Duration submit,
        Duration inQueue) {
    private static final Path NOWHERE = Path.of("");

    public Yarn {
        if (principal.isEmpty() != keytab.isEmpty()) {
            throw new IllegalArgumentException("principal and keytab are both needed, or none");
        }
        if (keytab.isPresent() && submitWith == SubmitWith.SPARK_SUBMIT) {
            throw new IllegalArgumentException("with a keytab only submit-with: in-process is possible");
        }
        Durations.requirePositive("submit", submit);
        Durations.requirePositive("in-queue", inQueue);
    }

    /** No configuration folder, which is refused, and everything else as the cluster has it. */
    public static Yarn defaults() {
        return new Yarn(
                NOWHERE,
                "",
                "",
                true,
                "",
                Optional.empty(),
                SubmitWith.IN_PROCESS,
                Duration.ofMinutes(10),
                Duration.ofHours(1));
    }

    boolean isSomewhere() {
        return !conf.equals(NOWHERE);
    }
}
