package dev.hearth.gateway.session;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes of a heap: as Spark's users write them, and as the JVM reads them. Only functions; thread-safe. */
public final class HeapText {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,10})(k|kb|m|mb|g|gb|t|tb)?");

    private HeapText() {}

    /**
     * {@code 2gb} as {@code 2g}; a bare number is mebibytes, as it is for Spark.
     *
     * @throws IllegalArgumentException if it is not a size of at least 1
     */
    public static String jvm(String spark) {
        Matcher matcher = FORM.matcher(spark.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches() || matcher.group(1).chars().allMatch(digit -> digit == '0')) {
            throw new IllegalArgumentException("a memory size is like 512m or 2g, not \"" + spark + "\"");
        }
        String unit = matcher.group(2) == null ? "m" : matcher.group(2).substring(0, 1);
        return Long.parseLong(matcher.group(1)) + unit;
    }
}
