package dev.hearth.driver.spark;

import java.util.ArrayList;
import java.util.List;

/** A job that runs. Guarded by its {@link ProgressListener}. */
final class JobCount {
    final TagCount tag;
    final boolean streaming;
    /** Those that no other job brought before. */
    final List<Integer> stages = new ArrayList<>();

    JobCount(TagCount tag, boolean streaming) {
        this.tag = tag;
        this.streaming = streaming;
    }
}
