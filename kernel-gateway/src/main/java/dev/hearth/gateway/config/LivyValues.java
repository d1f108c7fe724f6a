package dev.hearth.gateway.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values of a {@code livy.conf} in the form that Hearth's own file has them. Each throws {@link IllegalArgumentException} with what
 * was expected. Only functions; thread-safe.
 */
final class LivyValues {
    private static final Pattern TIME = Pattern.compile("([0-9]{1,18})([a-z]+)?");
    private static final Map<String, TimeUnit> UNITS = Map.of(
            "us", TimeUnit.MICROSECONDS,
            "ms", TimeUnit.MILLISECONDS,
            "s", TimeUnit.SECONDS,
            "m", TimeUnit.MINUTES,
            "min", TimeUnit.MINUTES,
            "h", TimeUnit.HOURS,
            "d", TimeUnit.DAYS);
    private static final long LONGEST_MILLIS = TimeUnit.DAYS.toMillis(10_000);

    private LivyValues() {}

    /** A whole number in a range, as it is. */
    static long number(String text, long least, long most) {
        String expected = "expected a whole number from " + least + " to " + most;
        try {
            long number = Long.parseLong(text);
            if (number < least || number > most) {
                throw new IllegalArgumentException(expected);
            }
            return number;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(expected, e);
        }
    }

    /** Either word, in any case. */
    static boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("expected true or false");
        };
    }

    /** A number and a unit; without a unit, milliseconds. At least {@code leastMillis}, at most ten thousand days. */
    static String time(String text, long leastMillis) {
        String expected = "expected a time such as 600s, 10m or 1h" + (leastMillis > 0 ? ", longer than 0" : "");
        Matcher matcher = TIME.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(expected);
        }
        TimeUnit unit = matcher.group(2) == null ? TimeUnit.MILLISECONDS : UNITS.get(matcher.group(2));
        if (unit == null) {
            throw new IllegalArgumentException(expected);
        }
        long millis = unit.toMillis(Long.parseLong(matcher.group(1)));
        if (millis < leastMillis) {
            throw new IllegalArgumentException(expected);
        }
        if (millis > LONGEST_MILLIS) {
            throw new IllegalArgumentException("expected a time of at most 10000 days");
        }
        return millis + "ms";
    }

    /** An absolute path, as it is. */
    static String absolute(String text) {
        if (!Path.of(text).isAbsolute()) {
            throw new IllegalArgumentException("expected an absolute path");
        }
        return text;
    }

    /** Names between commas or blanks. */
    static List<String> names(String text) {
        return Arrays.stream(text.split("[, ]+"))
                .filter(each -> !each.isEmpty())
                .toList();
    }

    /** Absolute paths between commas or blanks; where there are none, no folder at all. */
    static List<String> folders(String text) {
        return names(text).stream().map(LivyValues::absolute).toList();
    }
}
