package dev.hearth.yarn;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A cluster, and how it is used. Immutable.
 *
 * @param name of the profile, for threads and files
 * @param gateway what tells this gateway's applications from those of others: letters, digits and hyphens
 * @param hadoopConf the folder with {@code core-site.xml} and {@code yarn-site.xml}
 * @param queue where applications go that name no queue; empty for the cluster's own choice
 * @param folder where things were prepared, as the cluster's file system has it; empty for {@code .hearth} in the home directory
 * @param principal to log in as, with {@code keytab}; empty for none
 * @param keytab a file of this machine, or null
 * @param work a folder of this machine for the submitter's log
 * @param waitWithin how long an application may wait in its queue
 * @param submitWithin how long a submission may take: without preparation it uploads hundreds of megabytes
 */
public record YarnSettings(
        String name,
        String gateway,
        Path hadoopConf,
        String queue,
        String folder,
        String principal,
        @Nullable Path keytab,
        Path work,
        Duration submitWithin,
        Duration waitWithin) {
    public YarnSettings {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(hadoopConf, "hadoopConf");
        Objects.requireNonNull(work, "work");
        if (!gateway.matches("[a-z0-9-]{1,40}")) {
            throw new IllegalArgumentException("not the name of a gateway: \"" + gateway + "\"");
        }
    }
}
