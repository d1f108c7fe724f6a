package dev.hearth.gateway.batch;

import dev.hearth.launcher.LaunchProgress;
import dev.hearth.launcher.LaunchProgress.Phase;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What a cluster has said last of a batch. Thread-safe. */
final class Progress {
    private final AtomicReference<@Nullable LaunchProgress> newest = new AtomicReference<>();

    void told(LaunchProgress now) {
        newest.set(now);
    }

    /** Whether it runs: what runs in a place that tells nothing does so from the beginning. */
    boolean runs() {
        LaunchProgress now = newest.get();
        return now == null || now.phase() == Phase.RUNNING;
    }

    Place over(Place before) {
        LaunchProgress now = newest.get();
        return now == null ? before : before.with(now.application(), now.page());
    }

    /** What it waits for, or why nothing is known of it; empty if there is nothing to say. */
    String words() {
        LaunchProgress now = newest.get();
        return now == null ? "" : now.trouble().isEmpty() ? now.reason() : now.trouble();
    }
}
