package dev.hearth.interpreter.scala;

import dev.hearth.interpreter.OutputSink;
import dev.hearth.protocol.StreamName;
import java.util.Arrays;

/** Gathers what is printed to two streams and hands it on in order and in whole code points. Not thread-safe. */
final class OutputBuffer {
    static final int CAPACITY = 64 * 1024;
    private static final int FIRST_SIZE = 1024;
    private static final byte[] NONE = {};

    private final OutputSink sink;
    private byte[] bytes = NONE;
    private int size;
    private StreamName current = StreamName.STDOUT;

    /** The beginning of a code point that the stream which is not {@link #current} left behind; at most three bytes. */
    private byte[] othersTail = NONE;

    OutputBuffer(OutputSink sink) {
        this.sink = sink;
    }

    /** Whether a flush would hand anything on. */
    boolean isEmpty() {
        return wholeCodePoints(bytes, size) == 0;
    }

    /** Takes bytes, and hands on what does not fit. */
    void add(StreamName name, byte[] source, int offset, int length) throws InterruptedException {
        if (name != current) {
            changeTo(name);
        }
        int taken = 0;
        while (taken < length) {
            int count = Math.min(length - taken, CAPACITY - size);
            reserve(size + count);
            System.arraycopy(source, offset + taken, bytes, size, count);
            size += count;
            taken += count;
            if (size == CAPACITY) {
                flush(false);
            }
        }
    }

    /** Hands on whole code points, and at the end ({@code last}) also what will never be whole. */
    void flush(boolean last) throws InterruptedException {
        if (last && othersTail.length > 0) {
            changeTo(current == StreamName.STDOUT ? StreamName.STDERR : StreamName.STDOUT);
        }
        int whole = last ? size : wholeCodePoints(bytes, size);
        if (whole > 0) {
            byte[] out = bytes;
            int rest = size - whole;
            // The buffer is given away, not copied: a sink may keep it; and if the wait ends early nothing is sent
            // twice.
            bytes = NONE;
            size = 0;
            if (rest > 0) {
                reserve(rest);
                System.arraycopy(out, whole, bytes, 0, rest);
                size = rest;
            }
            sink.stream(current, out, 0, whole);
        }
        if (last && othersTail.length > 0) {
            byte[] tail = othersTail;
            othersTail = NONE;
            sink.stream(current == StreamName.STDOUT ? StreamName.STDERR : StreamName.STDOUT, tail, 0, tail.length);
        }
    }

    private void changeTo(StreamName name) throws InterruptedException {
        flush(false);
        byte[] tail = Arrays.copyOf(bytes, size);
        size = 0;
        reserve(othersTail.length);
        System.arraycopy(othersTail, 0, bytes, 0, othersTail.length);
        size = othersTail.length;
        othersTail = tail;
        current = name;
    }

    private void reserve(int needed) {
        if (needed > bytes.length) {
            int larger = Math.max(FIRST_SIZE, bytes.length);
            while (larger < needed) {
                larger *= 4;
            }
            bytes = Arrays.copyOf(bytes, Math.min(larger, CAPACITY));
        }
    }

    /** How many bytes from the start hold whole code points; bytes that are no UTF-8 count as whole. */
    static int wholeCodePoints(byte[] bytes, int size) {
        for (int back = 1; back <= Math.min(3, size); back++) {
            int lead = bytes[size - back] & 0xff;
            if (lead < 0x80) {
                return size;
            }
            if (lead >= 0xc0) {
                int length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
                return length > back ? size - back : size;
            }
        }
        return size;
    }
}
