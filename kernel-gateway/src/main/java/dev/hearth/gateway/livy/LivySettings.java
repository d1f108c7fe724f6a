package dev.hearth.gateway.livy;

import java.time.Duration;
import java.util.Objects;

/**
 * What the Livy face is told. Immutable.
 *
 * @param profile the profile that sessions are begun in
 * @param bodyBytes the longest body of a request
 * @param request how long a request waits for what it has asked for
 * @param nineFields whether sessions have the nine fields of Livy 0.7 instead of those of 0.9
 * @param endedFor how long a session stays listed when it has ended
 */
public record LivySettings(String profile, int bodyBytes, Duration request, boolean nineFields, Duration endedFor) {
    public LivySettings {
        Objects.requireNonNull(profile, "profile");
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(endedFor, "endedFor");
    }

    /** As Livy has it: all fields, ended sessions listed for ten minutes. */
    public static LivySettings defaults(String profile) {
        return new LivySettings(profile, 16 << 20, Duration.ofSeconds(30), false, Duration.ofMinutes(10));
    }
}
