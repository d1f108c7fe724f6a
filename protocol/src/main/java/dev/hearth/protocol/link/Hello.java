package dev.hearth.protocol.link;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a driver introduces itself on every link it dials. Immutable. On the wire an object with these names.
 *
 * @param oldestVersion the oldest version of the link that the driver speaks
 * @param newestVersion the newest
 * @param session the session it serves
 * @param incarnation which process of it
 * @param launchSecret the secret of the launch descriptor; null once the key has been used
 * @param sessionKey the key that the driver made, at least 32 characters; proves it from the second hello on
 * @param outputFirst the oldest sequence that its output log still has
 * @param outputLast the newest sequence of its output log, 0 if none
 * @param requestsLast the newest sequence of the requests log that it has taken, 0 if none
 * @param highestEpoch the highest epoch of a gateway that it has seen, 0 if none
 * @param driver the driver's own version
 * @param spark the version of Spark found; empty while unknown
 * @param java the version of the JDK found
 * @param archivedShare share of loaded classes that came from the class-data archive, 0 to 1; -1 if unknown
 * @param pid process id on its machine
 * @param maxRecordBytes the largest request that it takes; 0, and not on the wire, if it does not say
 */
public record Hello(
        int oldestVersion,
        int newestVersion,
        UUID session,
        int incarnation,
        @Nullable String launchSecret,
        String sessionKey,
        long outputFirst,
        long outputLast,
        long requestsLast,
        long highestEpoch,
        String driver,
        String spark,
        String java,
        double archivedShare,
        long pid,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) long maxRecordBytes) {
    /** The version of the link that is spoken here. */
    public static final int LINK_VERSION = 1;

    /** The longest name of a version: of the driver, of Spark, of the JDK. */
    public static final int MAX_VERSION_CHARS = 200;

    public Hello {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(sessionKey, "sessionKey");
        driver = driver == null ? "" : driver;
        spark = spark == null ? "" : spark;
        java = java == null ? "" : java;
        if (outputFirst < 0 || outputLast < 0 || requestsLast < 0 || incarnation < 1 || maxRecordBytes < 0) {
            throw new IllegalArgumentException("a hello with negative numbers");
        }
        if (Math.max(driver.length(), Math.max(spark.length(), java.length())) > MAX_VERSION_CHARS) {
            throw new IllegalArgumentException("a version of more than " + MAX_VERSION_CHARS + " characters");
        }
    }

    @Override
    public String toString() {
        return "Hello[session=" + session + ", incarnation=" + incarnation + ", output=" + outputFirst + ".."
                + outputLast + ", requests=" + requestsLast + ", spark=" + spark + ", java=" + java + "]";
    }
}
