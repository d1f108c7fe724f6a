package dev.hearth.interpreter;

/** What a running cell has of the outside world. Thread-safe; its sink stays valid after the cell ended. */
public interface CellContext {
    /** Where the cell's output goes. */
    OutputSink output();

    /**
     * Asks the person in front of the client for a line. Blocks until it comes or the cell is interrupted.
     *
     * @param prompt shown before the field; may be empty
     * @param password the line is not shown while it is typed, and never written anywhere
     * @return the line without its end
     * @throws InputNotAllowedException if the request came with {@code allow_stdin} false
     * @throws InterruptedException if the cell was interrupted
     */
    String input(String prompt, boolean password) throws InputNotAllowedException, InterruptedException;

    /** Whether the cell was asked to end. True from the first interrupt on. */
    boolean interrupted();

    /** The {@code msg_id} of the request that all this is for, which its output has as parent; empty if there is none. */
    default String requestId() {
        return "";
    }
}
