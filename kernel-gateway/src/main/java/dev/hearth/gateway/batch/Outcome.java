package dev.hearth.gateway.batch;

import dev.hearth.launcher.DriverExit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a batch ended by itself. Immutable.
 *
 * @param good whether well
 * @param code the exit code, where there is one
 * @param reason one sentence; empty if all was well
 * @param killed whether somebody ended it where it ran
 */
record Outcome(boolean good, @Nullable Integer code, String reason, boolean killed) {
    private static final Pattern ERROR = Pattern.compile("(?:[\\w.$]+\\.)?\\w*(?:Error|Exception|Exit)(?::.*)?");
    private static final Pattern JAVA = Pattern.compile("Exception in thread \"[^\"]*\" (.*)");
    private static final int MOST_CHARS = 500;

    /** What a process has come to. */
    static Outcome of(DriverExit exit) {
        @Nullable Integer code = exit.code().isPresent() ? exit.code().getAsInt() : null;
        if (code != null && code == 0) {
            return new Outcome(true, code, "", false);
        }
        String said = said(exit.logTail())
                .filter(line -> !exit.reason().contains(line))
                .map(line -> "; its log says: " + line)
                .orElse("");
        return new Outcome(false, code, exit.reason() + said, exit.killed());
    }

    static Outcome failed(String reason) {
        return new Outcome(false, null, reason, false);
    }

    /** The last line that has the form in which Python or Java name what was thrown. */
    private static Optional<String> said(List<String> lines) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            String line = lines.get(i).strip();
            var java = JAVA.matcher(line);
            if (java.matches()) {
                return Optional.of(shortened(java.group(1)));
            }
            if (ERROR.matcher(line).matches()) {
                return Optional.of(shortened(line));
            }
        }
        return Optional.empty();
    }

    private static String shortened(String line) {
        return line.length() > MOST_CHARS ? line.substring(0, MOST_CHARS) + "…" : line;
    }
}
