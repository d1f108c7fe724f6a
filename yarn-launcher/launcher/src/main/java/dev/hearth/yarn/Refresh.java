package dev.hearth.yarn;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Brings something from the cluster when it is asked for: never twice at once, and not again within a moment. Thread-safe. */
final class Refresh {
    private static final Duration STAYS_NEW = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Watch watch;
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null); // guarded by this
    private long lastNanos = System.nanoTime() - STAYS_NEW.toNanos(); // guarded by this

    /** On the thread of a watch. */
    Refresh(Watch watch) {
        this.watch = watch;
    }

    /** Asks for it, or joins in what was asked for a moment ago. Done, never exceptionally, when it is there or failed. */
    synchronized CompletableFuture<Void> bring(Supplier<CompletableFuture<Void>> task) {
        boolean old = System.nanoTime() - lastNanos >= STAYS_NEW.toNanos();
        if (last.isDone() && old) {
            lastNanos = System.nanoTime();
            CompletableFuture<Void> now = new CompletableFuture<>();
            last = now.completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            watch.later(Duration.ZERO, () -> task.get().whenComplete((done, failed) -> now.complete(null)));
        }
        return last.copy();
    }
}
