package dev.hearth.gateway;

import dev.hearth.gateway.config.Configuration;
import dev.hearth.gateway.config.Culling;
import dev.hearth.gateway.config.Limits;
import dev.hearth.gateway.config.Profile;
import dev.hearth.gateway.config.Progress;
import dev.hearth.gateway.config.Retention;
import dev.hearth.gateway.config.Timeouts;
import dev.hearth.gateway.session.SessionProfile;
import dev.hearth.gateway.session.SessionSettings;
import dev.hearth.launcher.Launcher;
import dev.hearth.protocol.link.LaunchDescriptor;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configuration as sessions want it. Only functions. */
final class SessionWiring {

    /** What requests logs may have of the room for everything but output. */
    private static final int REQUESTS_PART = 4;

    /** What one message may have of the heap, at most: while it comes in it lies there one and a half times. */
    private static final int HEAP_PART = 4;

    private static final Logger LOG = LoggerFactory.getLogger(SessionWiring.class);
    private static final Duration SHORTEST_TICK = Duration.ofSeconds(1);
    private static final Duration LONGEST_TICK = Duration.ofSeconds(30);

    private SessionWiring() {}

    static SessionSettings settings(Configuration configuration) {
        SessionSettings.Limits limits = SessionSettings.Limits.defaults();
        SessionSettings.Timeouts times = SessionSettings.Timeouts.defaults();
        Timeouts timeouts = configuration.timeouts();
        Retention retention = configuration.retention();
        long requests = retention.other().bytes() / REQUESTS_PART;
        Culling culling = configuration.culling();
        return new SessionSettings(
                new SessionSettings.Limits(
                        configuration.limits().sessions(),
                        configuration.limits().concurrentStarts(),
                        limits.transientRequests(),
                        limits.readerRecords(),
                        limits.readerBytes(),
                        limits.streamCredit()),
                new SessionSettings.Timeouts(
                        timeouts.start(),
                        timeouts.stop(),
                        times.hello(),
                        timeouts.heartbeat(),
                        timeouts.linkDown(),
                        times.lastWords(),
                        timeouts.recover(),
                        tick(configuration.culling().interval())),
                new SessionSettings.Retention(
                        retention.output().bytes(),
                        retention.other().bytes() - requests,
                        requests,
                        configuration.journal().segment().bytes(),
                        retention.deadListed(),
                        retention.deleted(),
                        retention.age(),
                        culling.idleTimeout().isZero()
                                ? null
                                : new SessionSettings.Idle(culling.idleTimeout(), culling.connected(), culling.busy()),
                        culling.maxAge(),
                        configuration.journal().durability()),
                configuration.insecureLink());
    }

    /** Retention is looked after at the same moments, so they are never far apart. */
    private static Duration tick(Duration interval) {
        if (interval.compareTo(SHORTEST_TICK) < 0) {
            return SHORTEST_TICK;
        }
        return interval.compareTo(LONGEST_TICK) > 0 ? LONGEST_TICK : interval;
    }

    static Map<String, SessionProfile> profiles(Configuration configuration, Function<Profile, Launcher> launchers) {
        Map<String, SessionProfile> profiles = new LinkedHashMap<>();
        long wanted = configuration.limits().message().bytes();
        int largest =
                largestMessage(configuration.limits(), Runtime.getRuntime().maxMemory());
        if (largest < wanted
                && !configuration.limits().message().equals(Limits.defaults().message())) {
            LOG.warn("limits.message is {} bytes; drivers are held to {}, a quarter of the heap", wanted, largest);
        }
        for (Profile profile : configuration.profiles().values()) {
            profiles.put(
                    profile.name(),
                    new SessionProfile(
                            profile.name(),
                            new AllowedPython(launchers.apply(profile), profile),
                            profile.launcher().equals(Profile.LOCAL),
                            profile.driverSettings(),
                            driver(configuration, profile),
                            profile.limits().sessions()));
        }
        return profiles;
    }

    /** The setting, and no more than a quarter of the heap: one message must never end the gateway. */
    static int largestMessage(Limits limits, long heapBytes) {
        return (int) Math.min(limits.message().bytes(), Math.max(1 << 20, heapBytes / HEAP_PART));
    }

    private static LaunchDescriptor.Settings driver(Configuration configuration, Profile profile) {
        Limits limits = configuration.limits();
        return new LaunchDescriptor.Settings(
                limits.outputLog().bytes(),
                largestMessage(limits, Runtime.getRuntime().maxMemory()),
                Math.min(limits.shellQueue(), profile.limits().shellQueue()),
                configuration.timeouts().orphan().toSeconds(),
                configuration.timeouts().heartbeat().toSeconds(),
                profile.progress() != Progress.OFF,
                profile.scalaPreamble());
    }
}
