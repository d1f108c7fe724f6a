package hearth;

import scala.runtime.Nothing$;

/**
 * What cells call where they are written to end the JVM: each ends the cell, or on an executor the task, with a {@link CellExit}.
 * Stateless.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Exits {
    private Exits() {}

    /** In place of {@link System#exit}. */
    public static void system(int status) {
        throw CellStopped.<RuntimeException>unchecked(new CellExit("System.exit(" + status + ")"));
    }

    /** In place of {@link Runtime#exit} and {@link Runtime#halt}. */
    public static void runtime(Runtime runtime, int status) {
        throw CellStopped.<RuntimeException>unchecked(new CellExit("Runtime.exit(" + status + ")"));
    }

    /** In place of {@code scala.sys.exit}. */
    public static Nothing$ sys(scala.sys.package$ receiver, int status) {
        throw CellStopped.<RuntimeException>unchecked(new CellExit("sys.exit(" + status + ")"));
    }

    /** In place of {@code scala.sys.exit} without a status. */
    public static Nothing$ sys(scala.sys.package$ receiver) {
        throw CellStopped.<RuntimeException>unchecked(new CellExit("sys.exit()"));
    }

    /** In place of {@code scala.sys.exit}, called as Java does. */
    public static Nothing$ sys(int status) {
        throw CellStopped.<RuntimeException>unchecked(new CellExit("sys.exit(" + status + ")"));
    }

    /** In place of {@code scala.sys.exit} without a status, called as Java does. */
    public static Nothing$ sys() {
        throw CellStopped.<RuntimeException>unchecked(new CellExit("sys.exit()"));
    }
}
