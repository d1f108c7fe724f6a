package hearth;

import scala.util.control.ControlThrowable;

/**
 * Ends a cell that was interrupted. Immutable.
 *
 * <p>Neither {@code catch Exception} nor {@code NonFatal} catches it, and Spark does not take it for a fatal error, as it would
 * {@link ThreadDeath}.
 */
public final class CellStopped extends ControlThrowable {
    private static final long serialVersionUID = 1L;

    private CellStopped() {
        super("the cell was interrupted");
    }

    /** Throws one; declared to return so that callers can write {@code throw}. */
    public static RuntimeException now() {
        throw CellStopped.<RuntimeException>unchecked(new CellStopped());
    }

    /** {@code failure}, which Java's compiler then does not want declared. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <T extends Throwable> T unchecked(Throwable failure) throws T {
        throw (T) failure;
    }
}
