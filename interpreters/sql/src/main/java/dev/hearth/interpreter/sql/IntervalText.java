package dev.hearth.interpreter.sql;

import java.time.Duration;
import java.time.Period;
import java.util.Locale;

/** Intervals as SQL writes them between the quotes of {@code INTERVAL '…'}. Stateless. */
final class IntervalText {
    private IntervalText() {}

    /** {@code 1 02:00:00.5}: days, and hours to seconds. */
    static String of(Duration interval) {
        Duration size = interval.abs();
        StringBuilder text = new StringBuilder(interval.isNegative() ? "-" : "");
        text.append(size.toDays()).append(' ');
        text.append(String.format(
                Locale.ROOT, "%02d:%02d:%02d", size.toHoursPart(), size.toMinutesPart(), size.toSecondsPart()));
        int micros = size.toNanosPart() / 1_000;
        if (micros != 0) {
            text.append('.').append(String.format(Locale.ROOT, "%06d", micros).replaceFirst("0+$", ""));
        }
        return text.toString();
    }

    /** {@code 1-2}: years and months. */
    static String of(Period interval) {
        long months = interval.toTotalMonths();
        return (months < 0 ? "-" : "") + Math.abs(months) / 12 + "-" + Math.abs(months) % 12;
    }
}
