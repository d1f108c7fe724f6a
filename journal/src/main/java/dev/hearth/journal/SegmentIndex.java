package dev.hearth.journal;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** The index of one segment in memory. Thread-safe. */
final class SegmentIndex implements Lookup {
    /** A segment is sealed when it has as many keys or records, so that this index stays small: a key takes about 250 bytes. */
    static final int MAX_KEYS = 1024;

    static final int MAX_RECORDS = 262_144;
    /** Bytes between two places that are kept. */
    private static final int STRIDE = 64 * 1024;

    private final Map<ByteBuffer, LongList> numbersByKey = new HashMap<>();
    private final LongList placeNumbers = new LongList();
    private final LongList places = new LongList();
    private final long[] classBytes = new long[256];
    private long firstNumber;
    private long lastNumber;
    private long records;
    private long minTime = Long.MAX_VALUE;
    private long maxTime = Long.MIN_VALUE;

    /** Takes in a record at its place. Skips are ignored. */
    synchronized void add(RecordHeader header, long at) {
        if (header.skip()) {
            return;
        }
        long number = header.number();
        if (records == 0) {
            firstNumber = number;
        }
        lastNumber = number;
        records++;
        minTime = Math.min(minTime, header.timeMillis());
        maxTime = Math.max(maxTime, header.timeMillis());
        classBytes[header.recordClass()] += header.totalBytes();
        if (places.size() == 0 || at - places.get(places.size() - 1) >= STRIDE) {
            placeNumbers.add(number);
            places.add(at);
        }
        if (header.key().length > 0) {
            numbersByKey
                    .computeIfAbsent(ByteBuffer.wrap(header.key()), key -> new LongList())
                    .add(number);
        }
    }

    synchronized boolean full() {
        return numbersByKey.size() >= MAX_KEYS || records >= MAX_RECORDS;
    }

    synchronized boolean isEmpty() {
        return records == 0;
    }

    synchronized long lastNumber() {
        return lastNumber;
    }

    synchronized SegmentSummary summary(long length) {
        return new SegmentSummary(
                length, firstNumber, lastNumber, records, minTime, maxTime, new SegmentSummary.ClassBytes(classBytes));
    }

    @Override
    public synchronized long[] numbers(byte[] key) {
        LongList numbers = numbersByKey.get(ByteBuffer.wrap(key));
        return numbers == null ? new long[0] : numbers.toArray();
    }

    @Override
    public synchronized long place(long number) {
        int floor = placeNumbers.floor(number);
        return floor < 0 ? SegmentHeader.BYTES : places.get(floor);
    }

    /** Calls {@code visitor} with a view that must not be kept; for writing the sidecar. */
    synchronized <T> T view(Visitor<T> visitor) {
        return visitor.visit(numbersByKey, placeNumbers, places);
    }

    /** Reads the whole index at once. */
    interface Visitor<T> {
        T visit(Map<ByteBuffer, LongList> numbersByKey, LongList placeNumbers, LongList places);
    }
}
