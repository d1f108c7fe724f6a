package dev.hearth.gateway.session;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as Livy's clients write them: an integer and {@code us}, {@code ms}, {@code s}, {@code m}, {@code min}, {@code h}
 * or {@code d}; without a unit, milliseconds. Only functions; thread-safe.
 */
public final class TimeText {
    private static final Pattern FORM = Pattern.compile("(-?[0-9]+)([a-z]+)?");
    private static final Map<String, ChronoUnit> UNITS = Map.of(
            "us", ChronoUnit.MICROS,
            "ms", ChronoUnit.MILLIS,
            "s", ChronoUnit.SECONDS,
            "m", ChronoUnit.MINUTES,
            "min", ChronoUnit.MINUTES,
            "h", ChronoUnit.HOURS,
            "d", ChronoUnit.DAYS);
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private TimeText() {}

    /**
     * The duration, at most a hundred years.
     *
     * @throws IllegalArgumentException with Livy's sentence if the text is no duration, or a negative one
     */
    public static Duration parse(String text) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("Invalid time string: " + text);
        }
        String suffix = matcher.group(2);
        ChronoUnit unit = suffix == null ? ChronoUnit.MILLIS : UNITS.get(suffix);
        if (unit == null) {
            throw new IllegalArgumentException("Invalid suffix: \"" + suffix + "\"");
        }
        try {
            Duration duration = Duration.of(Long.parseLong(matcher.group(1)), unit);
            if (!duration.isNegative() && duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        } catch (NumberFormatException | DateTimeException | ArithmeticException tooLong) {
            // Said below.
        }
        throw new IllegalArgumentException("Invalid value: " + text);
    }
}
