package dev.hearth.gateway.batch;

import dev.hearth.gateway.jupyter.FaceBench;
import dev.hearth.gateway.session.FakeLauncher;
import dev.hearth.gateway.session.SessionProfile;
import dev.hearth.gateway.session.SessionWish;
import dev.hearth.launcher.DriverSettings;
import dev.hearth.protocol.link.LaunchDescriptor;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Batches over the sessions and the store of a bench. */
public final class BatchBench {
    private BatchBench() {}

    /** What they are made with: ten live ones at most, kept for a day, in {@code root}. */
    public static Batches.Setup setup(FaceBench bench, Path root, FakeBatchLauncher launcher) {
        LaunchDescriptor.Settings driver =
                new LaunchDescriptor.Settings(1 << 20, 64 << 20, 64, 60, 10, true, List.of());
        DriverSettings settings = DriverSettings.defaults().withSparkConf(Map.of("spark.jars", "/profile.jar"));
        return new Batches.Setup(
                root,
                bench.store().batches(),
                Map.of("default", launcher),
                Map.of("default", new SessionProfile("default", new FakeLauncher(), true, settings, driver, 10)),
                bench.sessions(),
                10,
                Duration.ofDays(1),
                Duration.ofSeconds(1),
                Clock.systemUTC());
    }

    /** A batch of an owner. */
    public static Batch begin(Batches batches, String owner) {
        SessionWish nothing = new SessionWish(
                null, null, null, 0, null, 0, 0, Map.of(), List.of(), List.of(), List.of(), List.of(), null, 0, null,
                null);
        return batches.create(new NewBatch(
                UUID.randomUUID(), owner, null, "default", new Application("/a.py", null, List.of()), nothing));
    }
}
