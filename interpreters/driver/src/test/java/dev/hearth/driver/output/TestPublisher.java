package dev.hearth.driver.output;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.link.LaunchDescriptor;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A publisher with a log and a queue of its own, and no link. */
public final class TestPublisher implements AutoCloseable {
    public final OutputLog log;
    public final TransientQueue transients = new TransientQueue();
    public final Queue<String> lost = new ConcurrentLinkedQueue<>();
    public final Publisher publisher;

    public TestPublisher(Path folder) throws IOException {
        log = OutputLog.create(folder.resolve("output"), 1 << 20, 1 << 20);
        publisher =
                new Publisher(descriptor(folder), log, transients, Clock.systemUTC(), () -> {}, lost::add, cause -> {
                    throw new AssertionError(cause);
                });
    }

    private static LaunchDescriptor descriptor(Path folder) {
        return new LaunchDescriptor(
                UUID.randomUUID(),
                1,
                1,
                "header-session",
                URI.create("ws://127.0.0.1:1/link"),
                null,
                "launch-secret-of-this-test-0123456789",
                Language.SCALA,
                "a test",
                Map.of(),
                null,
                Map.of(),
                folder.toString(),
                folder.resolve("driver.log").toString(),
                new LaunchDescriptor.Settings(1 << 20, 16 << 20, 64, 0, 1, true, List.of()));
    }

    /** A request of that id. */
    public static Parent parent(String id, boolean isTransient) {
        return new Parent(id, "a", RawJson.EMPTY_OBJECT, false, isTransient, false);
    }

    /** An answer. */
    static Message reply() {
        return Message.of(Channel.SHELL, "kernel_info_reply", RawJson.EMPTY_OBJECT);
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
