package dev.hearth.gateway.config;

import dev.hearth.journal.Durability;

/**
 * How journals are written. Immutable.
 *
 * @param durability {@code buffered}: an append survives the end of the gateway; {@code forced}: that of the machine
 * @param segment the size of one file
 */
public record JournalKeeping(Durability durability, ByteSize segment) {

    public JournalKeeping {
        Ranges.require("segment", segment, new ByteSize(64 << 10), ByteSize.ofMebibytes(1024));
    }

    /** Buffered, in files of 32 MiB. */
    public static JournalKeeping defaults() {
        return new JournalKeeping(Durability.BUFFERED, ByteSize.ofMebibytes(32));
    }
}
