package dev.hearth.gateway.livy;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What the Livy face is told. Immutable.
 *
 * @param profile the profile that sessions are begun in
 * @param bodyBytes the longest body of a request
 * @param request how long a request waits for what it has asked for
 * @param nineFields whether sessions have the nine fields of Livy 0.7 instead of those of 0.9
 * @param endedFor how long a session stays listed when it has ended
 * @param files which files a client may name
 * @param conf which Spark properties a client may set
 * @param csrf whether what changes something must bring the header {@code X-Requested-By}
 */
public record LivySettings(
        String profile,
        int bodyBytes,
        Duration request,
        boolean nineFields,
        Duration endedFor,
        FileRule files,
        ConfRule conf,
        boolean csrf) {
    /** As long as Livy keeps ended sessions. */
    public static final Duration ENDED_FOR = Duration.ofMinutes(10);

    public LivySettings {
        Objects.requireNonNull(profile, "profile");
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(endedFor, "endedFor");
        Objects.requireNonNull(files, "files");
        Objects.requireNonNull(conf, "conf");
    }

    /** As Livy has it: all fields, ended sessions listed for ten minutes, no file of this machine. */
    public static LivySettings defaults(String profile) {
        return new LivySettings(
                profile,
                16 << 20,
                Duration.ofSeconds(30),
                false,
                ENDED_FOR,
                new FileRule(List.of()),
                ConfRule.livys(),
                false);
    }

    /** These settings with another time for a request. */
    public LivySettings withRequest(Duration value) {
        return new LivySettings(profile, bodyBytes, value, nineFields, endedFor, files, conf, csrf);
    }

    /** These settings with sessions of nine fields. */
    public LivySettings withNineFields() {
        return new LivySettings(profile, bodyBytes, request, true, endedFor, files, conf, csrf);
    }

    /** These settings with ended sessions listed for another time. */
    public LivySettings withEndedFor(Duration value) {
        return new LivySettings(profile, bodyBytes, request, nineFields, value, files, conf, csrf);
    }

    /** These settings with other files. */
    public LivySettings withFiles(FileRule value) {
        return new LivySettings(profile, bodyBytes, request, nineFields, endedFor, value, conf, csrf);
    }

    /** These settings with the header demanded. */
    public LivySettings withCsrf() {
        return new LivySettings(profile, bodyBytes, request, nineFields, endedFor, files, conf, true);
    }
}
