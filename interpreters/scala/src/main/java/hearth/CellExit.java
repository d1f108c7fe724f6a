package hearth;

import scala.util.control.ControlThrowable;

/** Ends a cell that called for the end of the JVM. Immutable; neither {@code catch Exception} nor {@code NonFatal} catches it. */
public final class CellExit extends ControlThrowable {
    private static final long serialVersionUID = 1L;

    /** The stack is what a person wants to know, and {@link ControlThrowable} has none. */
    private final StackTraceElement[] where = Thread.currentThread().getStackTrace();

    CellExit(String call) {
        super(call + " ended the cell and not the session; to end the session, shut its kernel down");
    }

    /** From the call in the cell on. */
    @Override
    public StackTraceElement[] getStackTrace() {
        int first = 0;
        while (first < where.length && isOurs(where[first].getClassName())) {
            first++;
        }
        return java.util.Arrays.copyOfRange(where, first, where.length);
    }

    private static boolean isOurs(String name) {
        return name.equals("java.lang.Thread") || name.equals("hearth.CellExit") || name.equals("hearth.Exits");
    }
}
