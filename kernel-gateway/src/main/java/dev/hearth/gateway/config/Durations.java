package dev.hearth.gateway.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as the configuration writes them: {@code 500ms}, {@code 30s}, {@code 10m}, {@code 2h}, {@code 7d}. */
final class Durations {

    private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)");
    private static final long LONGEST_DAYS = 36_500;

    private Durations() {}

    static Duration parse(String text) {
        String stripped = text.strip();
        if (stripped.equals("0")) {
            return Duration.ZERO;
        }
        Matcher matcher = FORM.matcher(stripped);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected a duration such as 500ms, 30s, 10m, 2h or 7d");
        }
        long number = Long.parseLong(matcher.group(1));
        Duration duration =
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(Math.min(number, LONGEST_DAYS + 1));
                };
        if (duration.compareTo(Duration.ofDays(LONGEST_DAYS)) > 0) {
            throw new IllegalArgumentException("a duration of more than " + LONGEST_DAYS + " days");
        }
        return duration;
    }

    /** Refuses what is not longer than nothing. */
    static void requirePositive(String key, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(key + " must be longer than 0");
        }
    }
}
