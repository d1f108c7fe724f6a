package dev.hearth.journal;

/**
 * A record without its payload, as retention sees it.
 *
 * @param key the record's key, possibly empty; not to be changed
 * @param timeMillis when it was appended, ms since 1970
 * @param sizeBytes the room it takes in the log: header, key and payload
 */
@SuppressWarnings("ArrayRecordComponent") // an opaque key; never compared as a whole
public record RecordInfo(long number, int recordClass, byte[] key, long timeMillis, long sizeBytes) {}
