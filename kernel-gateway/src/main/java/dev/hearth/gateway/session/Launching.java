package dev.hearth.gateway.session;

import dev.hearth.launcher.DriverSettings;
import dev.hearth.launcher.LaunchException;
import dev.hearth.launcher.LaunchRequest;
import dev.hearth.launcher.LaunchedDriver;
import dev.hearth.launcher.Launcher;
import dev.hearth.protocol.link.LaunchDescriptor;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Makes the launch of an incarnation out of row and profile. Under the session's lock, but for the launch itself. */
final class Launching {
    /** A launch whose secret and deadline are in the store. */
    record Prepared(Launcher launcher, LaunchRequest request) {
        LaunchedDriver launch() throws LaunchException {
            return launcher.launch(request);
        }
    }

    private final SessionCore core;

    Launching(SessionCore core) {
        this.core = core;
    }

    Prepared prepare(Incarnation of) {
        SessionProfile profile = core.profile();
        SessionRow row = core.row();
        SessionFiles files = core.logs.files();
        Path directory = files.driver(of.number).toAbsolutePath();
        DriverSettings settings = profile.settings();
        Map<String, String> env = new HashMap<>(settings.env());
        env.putAll(row.environment());
        String asked = env.getOrDefault(SessionProfile.PYTHON, "");
        String python = asked.isEmpty() ? settings.python() : asked;
        SessionWish wish = row.wish();
        Map<String, String> conf = wish == null ? settings.sparkConf() : wish.over(settings.sparkConf(), row.number());
        String memory = wish == null ? settings.memory() : wish.heap(settings.memory());
        String secret = Secrets.make();
        LaunchDescriptor descriptor = new LaunchDescriptor(
                core.id,
                row.number(),
                of.number,
                of.messages.headerSession(),
                core.around.linkUrl().get(),
                core.around.certificatePin().get().orElse(null),
                secret,
                row.language(),
                "hearth-" + row.number() + (row.name() == null ? "" : "-" + row.name()),
                conf,
                python,
                env,
                directory.toString(),
                directory.resolve("driver.log").toString(),
                profile.driver());
        LaunchRequest request = new LaunchRequest(
                core.id,
                of.number,
                descriptor.encode(),
                directory,
                settings.withEnv(env).withPython(python).withSparkConf(conf).withMemory(memory),
                row.proxyUser());
        Instant deadline = core.around
                .clock()
                .instant()
                .plus(core.around.settings().timeouts().start());
        SessionRow.Change change =
                row.change().secret(Secrets.hash(secret), deadline).start(of.events.report());
        profile.launcher().handleBefore(request).ifPresent(change::handle);
        core.save(change.make());
        return new Prepared(profile.launcher(), request);
    }
}
