package dev.hearth.journal;

import java.io.IOException;

/** The payload of a record that does not fit a cursor's buffer turned out to be damaged on disk. */
public final class CorruptRecordException extends IOException {
    private static final long serialVersionUID = 1;

    private final long number;

    CorruptRecordException(long number) {
        super("the payload of record " + number + " is damaged on disk");
        this.number = number;
    }

    /** The number of the damaged record. */
    public long number() {
        return number;
    }
}
