package dev.hearth.journal;

import java.io.IOException;

/** Where a segment's records are: in memory for the segment being written, in a sidecar file for sealed ones. */
interface Lookup {
    /** Numbers of the records with this key, rising. */
    long[] numbers(byte[] key) throws IOException;

    /** A place at or before the first record with this number or a higher one, not far from it. */
    long place(long number) throws IOException;
}
