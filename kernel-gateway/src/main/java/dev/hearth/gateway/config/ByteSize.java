package dev.hearth.gateway.config;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written {@code 512B}, {@code 64KiB}, {@code 256MiB}, {@code 1GiB} or {@code 2TiB}. Immutable.
 *
 * @param bytes not negative
 */
public record ByteSize(long bytes) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,15})\\s*(B|[KMGT]iB)");
    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");
    private static final int BITS_PER_UNIT = 10;

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is not negative: " + bytes);
        }
    }

    /** Mebibytes. */
    public static ByteSize ofMebibytes(long number) {
        return new ByteSize(Math.multiplyExact(number, 1L << 20));
    }

    /**
     * Reads a size.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static ByteSize parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected a size such as 64KiB, 256MiB or 1GiB");
        }
        int shift = BITS_PER_UNIT * UNITS.indexOf(matcher.group(2));
        try {
            return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("a size beyond " + Long.MAX_VALUE + " bytes", e);
        }
    }

    /** The bytes as an int. */
    public int toIntExact() {
        return Math.toIntExact(bytes);
    }

    @Override
    public String toString() {
        int unit = 0;
        long number = bytes;
        while (unit < UNITS.size() - 1 && number != 0 && number % 1024 == 0) {
            number /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%d%s", number, UNITS.get(unit));
    }
}
