package dev.hearth.journal;

import java.io.IOException;

/** The journal, or this cursor over it, was closed. Nothing was appended or read. */
public final class JournalClosedException extends IOException {
    private static final long serialVersionUID = 1;

    JournalClosedException(String what) {
        super(what + " is closed");
    }
}
