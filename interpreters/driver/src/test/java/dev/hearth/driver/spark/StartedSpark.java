package dev.hearth.driver.spark;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Predicate;

/** A host with what it reports. Thread-safe. */
final class StartedSpark implements AutoCloseable {
    final List<CellProgress> published = new CopyOnWriteArrayList<>();
    final List<Long> publishedAt = new CopyOnWriteArrayList<>();
    final List<String> ends = new CopyOnWriteArrayList<>();
    final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    final ProgressListener progress = new ProgressListener(scheduler, this::publish);
    final SparkHost host;

    StartedSpark(Path folder, Map<String, String> conf) {
        Map<String, String> all = new HashMap<>(conf);
        all.putIfAbsent("spark.master", "local[2]");
        all.putIfAbsent("spark.sql.shuffle.partitions", "3");
        SparkSettings settings =
                new SparkSettings("driver-test", all, folder.resolve("classes"), folder.resolve("session"));
        host = new SparkHost(settings, progress, ends::add);
    }

    private void publish(CellProgress snapshot) {
        synchronized (published) {
            published.add(snapshot);
            publishedAt.add(System.nanoTime());
            published.notifyAll();
        }
    }

    /** The first snapshot that fits, at most 20 s from now. */
    CellProgress await(Predicate<CellProgress> fits) throws InterruptedException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        synchronized (published) {
            while (true) {
                for (CellProgress snapshot : published) {
                    if (fits.test(snapshot)) {
                        return snapshot;
                    }
                }
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new AssertionError("no such progress in " + published);
                }
                published.wait(left);
            }
        }
    }

    @Override
    public void close() {
        host.close();
        scheduler.shutdownNow();
    }
}
