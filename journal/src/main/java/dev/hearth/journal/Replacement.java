package dev.hearth.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;

/** A new revision of a segment that is still to be written. */
interface Replacement {
    /** Writes the whole segment and forces it. The other methods tell of it afterwards. */
    void writeTo(FileChannel out) throws IOException;

    SegmentHeader header();

    SegmentIndex index();

    /** Bytes written. */
    long length();
}
