package dev.hearth.yarn;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A cluster, and as whom it is used. Immutable.
 *
 * @param name for threads and messages: that of the first profile that uses it
 * @param hadoopConf the folder with {@code core-site.xml} and {@code yarn-site.xml}
 * @param principal to log in as, with {@code keytab}; empty for none
 * @param keytab a file of this machine, or null
 * @param work a folder of this machine for the submitter
 */
public record ClusterSettings(
        String name,
        Path hadoopConf,
        String principal,
        @Nullable Path keytab,
        Path work) {
    public ClusterSettings {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(hadoopConf, "hadoopConf");
        Objects.requireNonNull(work, "work");
    }
}
