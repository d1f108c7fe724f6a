package dev.hearth.journal;

/**
 * What opening a journal found and mended.
 *
 * @param truncatedBytes bytes behind the last whole record of the last segment, cut off
 * @param corruptRecords places in the last segment that are damaged with whole records behind them; cursors skip them
 * @param rebuiltIndexes sidecars that were missing or bad and were made anew
 * @param unreadableSegments segments without a usable header, renamed and left out
 * @param removedFiles what a crash left: temporary files, sidecars without a segment, segments without a header
 */
public record RecoveryReport(
        long truncatedBytes, int corruptRecords, int rebuiltIndexes, int unreadableSegments, int removedFiles) {
    /** Whether there was nothing to mend. */
    public boolean clean() {
        return truncatedBytes == 0
                && corruptRecords == 0
                && rebuiltIndexes == 0
                && unreadableSegments == 0
                && removedFiles == 0;
    }
}
