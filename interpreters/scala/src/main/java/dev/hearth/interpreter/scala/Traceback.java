package dev.hearth.interpreter.scala;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Writes a failure of user code for a person: down to the cell's own first line, and not endlessly. Stateless. */
final class Traceback {
    private static final int MOST_CAUSES = 8;
    private static final int MOST_FRAMES = 40;
    private static final int TOP_FRAMES = 20;
    private static final int MESSAGE_BYTES = 16 * 1024;
    private static final Pattern WRAPPER = Pattern.compile("\\$line\\d+\\.\\$read(\\$\\$iw)*\\$?");

    private final UnaryOperator<String> unmangle;
    private final List<String> lines = new ArrayList<>();

    private Traceback(UnaryOperator<String> unmangle) {
        this.unmangle = unmangle;
    }

    /** What the user's code threw, without what the JVM and the shell wrapped around it. */
    static Throwable unwrap(Throwable thrown) {
        Throwable inner = thrown;
        while ((inner instanceof InvocationTargetException
                        || inner instanceof ExceptionInInitializerError
                        || inner.getClass().getName().endsWith("IMain$ReadEvalPrint$EvalException"))
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }

    /** The message, never null and not endless. */
    static String message(Throwable failure) {
        try {
            String message = failure.getMessage();
            return message == null ? "" : ResultText.cut(message, MESSAGE_BYTES);
        } catch (RuntimeException | StackOverflowError ownFailure) {
            return "(its message could not be had: " + ownFailure.getClass().getName() + ")";
        }
    }

    /** The lines of a failure and of what caused it. */
    static List<String> of(Throwable failure, UnaryOperator<String> unmangle) {
        Traceback written = new Traceback(unmangle);
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Throwable each = failure;
        String prefix = "";
        while (each != null && seen.add(each)) {
            if (seen.size() > MOST_CAUSES) {
                written.lines.add("... and what caused that");
                break;
            }
            String message = message(each);
            String name = unmangle.apply(each.getClass().getName());
            written.lines.add(prefix + name + (message.isEmpty() ? "" : ": " + message));
            written.frames(each.getStackTrace());
            prefix = "Caused by: ";
            each = each.getCause();
        }
        return written.lines;
    }

    /** The lines of a stack alone. */
    static List<String> of(StackTraceElement[] stack, UnaryOperator<String> unmangle) {
        Traceback written = new Traceback(unmangle);
        written.frames(stack);
        return written.lines;
    }

    private void frames(StackTraceElement[] stack) {
        int end = 0;
        while (end < stack.length && !isTopOfCell(stack[end])) {
            end++;
        }
        boolean inCell = end < stack.length;
        int shown = inCell ? end + 1 : beforeUs(stack);
        int left = 0;
        for (int i = 0; i < shown; i++) {
            boolean cells = stack[i].getClassName().startsWith("$line");
            if (i < TOP_FRAMES || (cells && i < MOST_FRAMES * MOST_CAUSES) || shown <= MOST_FRAMES) {
                lines.add("  at " + frame(stack[i]));
            } else {
                left++;
            }
        }
        if (left > 0) {
            lines.add("  ... " + left + " more");
        }
    }

    /** Values are printed by code of ours, which nobody wants to see. */
    private static int beforeUs(StackTraceElement[] stack) {
        int end = 0;
        while (end < stack.length && !stack[end].getClassName().equals(UserText.class.getName())) {
            end++;
        }
        return end;
    }

    private String frame(StackTraceElement frame) {
        String place = frame.getFileName() == null
                ? "Unknown Source"
                : frame.getLineNumber() < 0 ? frame.getFileName() : frame.getFileName() + ":" + frame.getLineNumber();
        if (isTopOfCell(frame)) {
            return place;
        }
        return unmangle.apply(frame.getClassName() + "." + frame.getMethodName()) + "(" + place + ")";
    }

    private static boolean isTopOfCell(StackTraceElement frame) {
        return frame.getMethodName().endsWith("init>")
                && WRAPPER.matcher(frame.getClassName()).matches();
    }
}
