package dev.hearth.protocol.link;

import java.util.TreeSet;

/**
 * What of the other end's log is here already: everything up to one sequence, and a few beyond it, since pieces let a short
 * record overtake a long one. Not thread-safe.
 */
public final class SequenceWindow {
    /** The most sequences beyond a hole. */
    public static final int MAX_AHEAD = 4096;

    private final TreeSet<Long> ahead = new TreeSet<>();
    private long last;

    /** Begins with everything up to {@code last} here. */
    public SequenceWindow(long last) {
        this.last = last;
    }

    /** The last sequence of the run without a hole. This is what is acknowledged. */
    public long last() {
        return last;
    }

    /** Whether {@code sequence} is here already. */
    public boolean has(long sequence) {
        return sequence <= last || ahead.contains(sequence);
    }

    /**
     * Notes that {@code sequence} is here now.
     *
     * @return false if it was here before, or lies so far beyond a hole that it cannot be kept in mind
     */
    public boolean accept(long sequence) {
        if (has(sequence) || (sequence != last + 1 && ahead.size() >= MAX_AHEAD)) {
            return false;
        }
        ahead.add(sequence);
        close();
        return true;
    }

    /** Notes that the other end no longer has anything up to {@code sequence}. */
    public void skipTo(long sequence) {
        if (sequence > last) {
            last = sequence;
            ahead.headSet(sequence, true).clear();
            close();
        }
    }

    private void close() {
        while (!ahead.isEmpty() && ahead.first() == last + 1) {
            ahead.pollFirst();
            last++;
        }
    }
}
