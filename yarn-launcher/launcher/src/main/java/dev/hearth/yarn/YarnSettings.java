package dev.hearth.yarn;

import java.time.Duration;
import java.util.Objects;

/**
 * How a profile uses its cluster. Immutable.
 *
 * @param profile its name
 * @param gateway what tells this gateway's applications from those of others: letters, digits and hyphens
 * @param queue where applications go that name no queue; empty for the cluster's own choice
 * @param folder where things were prepared, as the cluster's file system has it; empty for {@code .hearth} in the home directory
 * @param classData whether drivers start from a class-data archive, if one was prepared
 * @param submitWith how an application is submitted
 * @param submitWithin how long a submission may take: without preparation it uploads hundreds of megabytes
 * @param waitWithin how long an application may wait in its queue
 */
public record YarnSettings(
        String profile,
        String gateway,
        String queue,
        String folder,
        boolean classData,
        SubmitWith submitWith,
        Duration submitWithin,
        Duration waitWithin) {
    /** How an application gets into the cluster. */
    public enum SubmitWith {
        /** By Spark's classes in the submitter: a fraction of a second. */
        IN_PROCESS,
        /** By {@code bin/spark-submit} of the Spark home, for sites where that is more than Spark's own. */
        SPARK_SUBMIT
    }

    public YarnSettings {
        Objects.requireNonNull(profile, "profile");
        if (!gateway.matches("[a-z0-9-]{1,40}")) {
            throw new IllegalArgumentException("not the name of a gateway: \"" + gateway + "\"");
        }
    }

    /** The tag of all applications of this profile's. */
    String tag() {
        return "hearth-gateway-" + gateway + "-" + profile;
    }
}
