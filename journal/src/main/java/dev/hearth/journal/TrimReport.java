package dev.hearth.journal;

/**
 * What a {@link Journal#trim} did.
 *
 * @param droppedRecords records that are gone
 * @param freedBytes by how much the files shrank, marks counted
 * @param marks marks left in the places of dropped records
 * @param rewrittenSegments segments replaced by shorter ones
 * @param deletedSegments segments of which nothing was left
 * @param remainingBytes {@link Journal#sizeBytes(int)} of the classes asked for, afterwards
 */
public record TrimReport(
        long droppedRecords,
        long freedBytes,
        int marks,
        int rewrittenSegments,
        int deletedSegments,
        long remainingBytes) {}
