package dev.hearth.protocol.link;

import java.util.Optional;

/** What a record is, for keeping and trimming. Immutable. */
public enum RecordClass {
    /** Requests, replies, execute_input, errors, results, statuses, comms: in both logs, with a large bound of their own. */
    DURABLE(0),
    /** What a cell prints and displays: in both logs, trimmed first. */
    OUTPUT(1),
    /** kernel_info, complete, inspect, is_complete, history, comm_info and what they cause: in memory, never replayed. */
    TRANSIENT(2),
    /** input_reply: in memory only, at both ends. */
    SECRET(3),
    /** Progress, cost, phases of a launch: in memory; for event streams, never for {@code /channels}. */
    EVENT(4);

    private final int code;

    RecordClass(int code) {
        this.code = code;
    }

    /** The number in envelopes and journals, never renumbered. */
    public int code() {
        return code;
    }

    /** Whether records of this class are numbered and kept in a log. */
    public boolean isLogged() {
        return this == DURABLE || this == OUTPUT;
    }

    /** The class of a number; empty for a number that this version does not know. */
    public static Optional<RecordClass> ofCode(int code) {
        for (RecordClass recordClass : values()) {
            if (recordClass.code == code) {
                return Optional.of(recordClass);
            }
        }
        return Optional.empty();
    }
}
