package dev.hearth.protocol.link;

import dev.hearth.protocol.Json;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.MalformedMessageException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that a driver is told at its start, as one JSON object on its standard input or in a localised file. Opaque to
 * launchers. It holds the launch secret: never log it. Immutable.
 *
 * @param session the session to serve
 * @param number the session's number
 * @param incarnation which process of it this is
 * @param headerSession {@code header.session} of every message of this incarnation
 * @param linkUrl where to dial, {@code ws} or {@code wss}, with the path
 * @param certificatePin SHA-256 of the gateway's certificate in hexadecimal, or null for the JDK's own trust
 * @param launchSecret proves the first hello
 * @param language spoken where a cell does not say otherwise, and made ready first
 * @param applicationName the Spark application's name
 * @param sparkConf Spark properties
 * @param python the Python executable, or null for none given
 * @param environment set for the Python child
 * @param directory the driver's folder; what it keeps for itself is in {@link #OWN_FOLDER}, since cells may write here too
 * @param logFile what the launcher redirects the driver's output into, or null if nobody knows
 * @param settings limits and time-outs
 */
public record LaunchDescriptor(
        UUID session,
        int number,
        int incarnation,
        String headerSession,
        URI linkUrl,
        @Nullable String certificatePin,
        String launchSecret,
        Language language,
        String applicationName,
        Map<String, String> sparkConf,
        @Nullable String python,
        Map<String, String> environment,
        String directory,
        @Nullable String logFile,
        Settings settings) {
    /** In {@link #directory}: what a driver keeps for itself. Whoever launched it removes this, and only this, when it has ended. */
    public static final String OWN_FOLDER = ".hearth";

    public LaunchDescriptor {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(linkUrl, "linkUrl");
        Objects.requireNonNull(launchSecret, "launchSecret");
        Objects.requireNonNull(directory, "directory");
        sparkConf = sparkConf == null ? Map.of() : Map.copyOf(sparkConf);
        environment = environment == null ? Map.of() : Map.copyOf(environment);
    }

    /**
     * Limits and time-outs of a driver.
     *
     * @param outputLogBytes the bound of its output log
     * @param maxRecordBytes the largest message
     * @param shellQueue the most requests that wait for the shell
     * @param orphanSeconds how long it lives without a gateway; 0 for ever
     * @param heartbeatSeconds between two pings of an idle link
     * @param progress whether progress is reported
     * @param scalaPreamble lines of Scala that every session begins with, behind those for Spark
     */
    public record Settings(
            long outputLogBytes,
            int maxRecordBytes,
            int shellQueue,
            long orphanSeconds,
            long heartbeatSeconds,
            boolean progress,
            List<String> scalaPreamble) {
        public Settings {
            if (outputLogBytes <= 0
                    || maxRecordBytes <= 0
                    || shellQueue <= 0
                    || orphanSeconds < 0
                    || heartbeatSeconds <= 0) {
                throw new IllegalArgumentException("limits of a driver are positive");
            }
            scalaPreamble = scalaPreamble == null ? List.of() : List.copyOf(scalaPreamble);
        }

        /** What holds where nothing is configured: 256 MiB, 512 MiB, 1024 requests, 30 minutes, 10 seconds. */
        public static Settings defaults() {
            return new Settings(256L << 20, 512 << 20, 1024, 1800, 10, true, List.of());
        }
    }

    /** The descriptor as JSON text. */
    public byte[] encode() {
        return Json.writeBytes(this);
    }

    /**
     * Reads a descriptor.
     *
     * @throws MalformedMessageException if it is none; the message names no value, since one of them is a secret
     */
    public static LaunchDescriptor decode(byte[] json) throws MalformedMessageException {
        return LinkJson.read(json, LaunchDescriptor.class);
    }

    @Override
    public String toString() {
        return "LaunchDescriptor[session=" + session + ", incarnation=" + incarnation + ", linkUrl=" + linkUrl + "]";
    }
}
