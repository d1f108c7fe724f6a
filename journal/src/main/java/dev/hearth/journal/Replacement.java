package dev.hearth.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;

/** A new revision of a segment: written once, and known by its header, index and length afterwards. Used by one thread. */
abstract class Replacement {
    final SegmentHeader header;
    final SegmentIndex index = new SegmentIndex();
    private long length = SegmentHeader.BYTES;

    /** In the place of the segment with this header. */
    Replacement(SegmentHeader old) {
        this.header = old.next();
    }

    /** Writes the whole segment and forces it. */
    abstract void writeTo(FileChannel out) throws IOException;

    /** Bytes written. */
    long length() {
        return length;
    }

    /** Takes note of a record that comes at the end. */
    void add(RecordHeader record) {
        index.add(record, length);
        length += record.totalBytes();
    }
}
