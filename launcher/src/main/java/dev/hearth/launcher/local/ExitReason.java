package dev.hearth.launcher.local;

import dev.hearth.launcher.DriverExit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Puts into words why a driver ended.
 *
 * <p>Only functions; thread-safe.
 */
final class ExitReason {

    private static final int SIGNALLED = 128;
    private static final int MAX_QUOTE_CHARS = 200;
    private static final List<String> SIGNALS = List.of(
            "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE",
            "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ");

    /** What the log says, and what it means; the group, if there is one, is quoted. The one nearest the end counts. */
    private record Sign(Pattern text, String meaning) {
        Sign(String text, String meaning) {
            this(Pattern.compile(text), meaning);
        }
    }

    private static final List<Sign> SIGNS = List.of(
            new Sign(
                    "(?:Could not reserve enough space|Invalid (?:maximum|initial) heap size|insufficient memory for the"
                            + " Java Runtime)[^\n]*",
                    "the machine does not have the memory that the driver is set to use"),
            new Sign("Unrecognized (?:VM )?option:? '?([^\n']+)", "Java does not know the option %s"),
            new Sign("Improperly specified VM option '?([^\n']+)", "Java does not accept the option %s"),
            new Sign("(?:Could not|could not) find or load main class (\\S+)", "the class %s was not found"),
            new Sign("UnsupportedClassVersionError: ([^\n]+)", "this Java is too old: %s"),
            new Sign("getSubject is not supported", "this Java is too new for the Hadoop client of this Spark"),
            new Sign("java\\.lang\\.OutOfMemoryError: ([^\n]+)", "it ran out of memory (%s)"),
            new Sign("java\\.lang\\.OutOfMemoryError thrown from", "it ran out of memory"),
            new Sign("A fatal error has been detected by the Java Runtime", "the JVM itself crashed"),
            new Sign("BindException: ([^\n]*in use[^\n]*)", "an address that it needs is in use (%s)"),
            new Sign("Cannot run program \"([^\n\"]*[Pp]ython[^\n\"]*)\"", "the Python %s cannot be run"),
            new Sign("No module named '?([\\w.]+)", "its Python has no module %s"),
            new Sign("(?:ClassNotFoundException|NoClassDefFoundError): ([\\w.$/]+)", "the class %s was not found"),
            new Sign("No space left on device", "the disk is full"),
            new Sign("Too many open files", "it has too many files open"),
            new Sign("UnknownHostException: ([^\n]+)", "a host name is not known (%s)"),
            new Sign("setsid: failed to execute ([^\n]+)", "it could not be executed (%s)"));

    private ExitReason() {}

    /** What else is known about an end. */
    enum Circumstance {
        /** Nothing. */
        NONE,
        /** It ended while nobody looked. */
        WHILE_AWAY,
        /** The driver was asked to stop, or killed, through its launcher. */
        ASKED_FOR,
        /** While it ran, the kernel killed some process for want of memory. */
        KERNEL_KILLED_SOMETHING
    }

    static DriverExit explain(OptionalInt code, Circumstance circumstance, LogTail log) {
        Optional<String> signal = code.isPresent() ? signal(code.getAsInt()) : Optional.empty();
        String how;
        if (code.isEmpty() && circumstance == Circumstance.WHILE_AWAY) {
            how =
                    "the driver was ended together with what would have noted its exit code, as by a restart of the machine";
        } else if (code.isEmpty()) {
            how = "the driver ended; its exit code is not known, because another process had started it";
        } else if (signal.isPresent()) {
            how = "the driver was ended by " + signal.get();
        } else {
            how = "the driver exited with code " + code.getAsInt();
        }
        return new DriverExit(code, signal, how + why(code, signal, circumstance, log), log.lines());
    }

    private static String why(OptionalInt code, Optional<String> signal, Circumstance circumstance, LogTail log) {
        if (circumstance == Circumstance.ASKED_FOR) {
            return ", as it was asked to";
        }
        if (code.isEmpty()) {
            String kernel = circumstance == Circumstance.KERNEL_KILLED_SOMETHING
                    ? "; meanwhile the kernel killed some process because memory ran out"
                    : "";
            // Without a code, an error further up may long have been got over: only the very end is believed.
            return kernel
                    + recognised(String.join("\n", log.lines()))
                            .map(said -> "; the end of its log says: " + said)
                            .orElse("");
        }
        String name = signal.orElse("");
        if (name.equals("SIGKILL") && circumstance == Circumstance.KERNEL_KILLED_SOMETHING) {
            return ": most likely the kernel killed it because the machine's or container's memory ran out";
        }
        if (name.equals("SIGKILL") || name.equals("SIGTERM")) {
            return ", which somebody outside sent"; // whatever the log holds, it does not say this
        }
        if (code.equals(OptionalInt.of(0))) {
            return "";
        }
        return recognised(log.text()).map(said -> ": " + said).orElse("");
    }

    private static Optional<String> recognised(String log) {
        int latest = -1;
        Optional<String> meaning = Optional.empty();
        for (Sign sign : SIGNS) {
            Optional<MatchResult> last = sign.text().matcher(log).results().reduce((first, second) -> second);
            if (last.isPresent() && last.get().start() > latest) {
                latest = last.get().start();
                String quote = last.get().groupCount() > 0 ? last.get().group(1).strip() : "";
                meaning = Optional.of(String.format(sign.meaning(), shortened(quote)));
            }
        }
        return meaning;
    }

    private static String shortened(String quote) {
        return quote.length() <= MAX_QUOTE_CHARS ? quote : quote.substring(0, MAX_QUOTE_CHARS) + "…";
    }

    private static Optional<String> signal(int code) {
        int number = code - SIGNALLED;
        return number > 0 && number < SIGNALS.size() ? Optional.of("SIG" + SIGNALS.get(number)) : Optional.empty();
    }
}
