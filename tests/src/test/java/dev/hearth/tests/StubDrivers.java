package dev.hearth.tests;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.FramePacker;
import dev.hearth.protocol.link.FrameReader;
import dev.hearth.protocol.link.Hello;
import dev.hearth.protocol.link.LaunchDescriptor;
import dev.hearth.protocol.link.LinkFrame;
import dev.hearth.protocol.link.LinkRecord;
import dev.hearth.protocol.link.RecordClass;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Drivers without a JVM or a language. What the gateway starts as a driver's Java is a script, which leaves its launch
 * descriptor in a folder and stays as the driver's process; this speaks for it. Thread-safe. Owns one thread.
 */
final class StubDrivers implements AutoCloseable {
    private static final String STAND_IN = """
            #!/bin/sh
            umask 077
            for last; do :; done
            [ "$last" = dev.hearth.driver.DriverMain ] || exec "%1$s/bin/java" "$@"
            cat > "%2$s/$$.part" && mv "%2$s/$$.part" "%2$s/$$.json" && exec sleep 600
            """;

    private final Path folder;
    private final Path home;
    private final Random random;
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger launched = new AtomicInteger();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "stub-drivers");
        made.setDaemon(true);
        return made;
    });

    StubDrivers(Path given, Random random) throws Exception {
        this.random = random;
        folder = Files.createDirectories(given.resolve("descriptors"));
        home = Files.createDirectories(given.resolve("java"));
        Path script = Files.createDirectories(home.resolve("bin")).resolve("java");
        Path real = Path.of(System.getProperty("java.home"));
        Files.copy(real.resolve("release"), home.resolve("release"));
        Files.writeString(script, STAND_IN.formatted(real, folder));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        thread.scheduleWithFixedDelay(this::look, 20, 20, TimeUnit.MILLISECONDS);
    }

    /** For the profile's {@code java-home}. */
    Path javaHome() {
        return home;
    }

    /** How many drivers have been started so far. */
    int launched() {
        return launched.get();
    }

    private void look() {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path each :
                    files.filter(file -> file.toString().endsWith(".json")).toList()) {
                String name = each.getFileName().toString();
                long pid = Long.parseLong(name.substring(0, name.indexOf('.')));
                LaunchDescriptor descriptor = LaunchDescriptor.decode(Files.readAllBytes(each));
                Files.delete(each);
                start(descriptor, pid, launched.incrementAndGet());
            }
        } catch (Exception e) {
            e.printStackTrace(System.out);
        }
    }

    /** Every tenth dies at once; the others are ready after a while. */
    private void start(LaunchDescriptor descriptor, long pid, int number) {
        if (number % 10 == 0) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            return;
        }
        Stub stub = new Stub(descriptor, pid);
        thread.schedule(
                () -> http.newWebSocketBuilder()
                        .subprotocols(LinkFrame.SUBPROTOCOL)
                        .buildAsync(descriptor.linkUrl(), stub),
                50 + random.nextInt(400),
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private static final class Stub implements WebSocket.Listener {
        private final LaunchDescriptor descriptor;
        private final long pid;
        private final FrameReader frames = new FrameReader(1 << 20);

        Stub(LaunchDescriptor descriptor, long pid) {
            this.descriptor = descriptor;
            this.pid = pid;
        }

        @Override
        public void onOpen(WebSocket socket) {
            Hello hello = new Hello(
                    Hello.LINK_VERSION,
                    Hello.LINK_VERSION,
                    descriptor.session(),
                    descriptor.incarnation(),
                    descriptor.launchSecret(),
                    UUID.randomUUID().toString() + UUID.randomUUID(),
                    0,
                    0,
                    0,
                    0,
                    "stub",
                    "4.0.0",
                    "17",
                    -1,
                    pid);
            socket.sendBinary(new LinkFrame.HelloFrame(hello).encode(), true).thenRun(() -> socket.request(1));
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            try {
                LinkFrame frame = LinkFrame.decode(data);
                if (frame instanceof LinkFrame.WelcomeFrame) {
                    socket.sendBinary(idle(), true);
                } else if (frame instanceof LinkFrame.RecordsFrame records) {
                    frames.<RuntimeException>read(records, this::request);
                }
            } catch (Exception e) {
                end();
            }
            socket.request(1);
            return null;
        }

        private void request(LinkRecord record) {
            if (record.envelope().messageType().equals("shutdown_request")) {
                end();
            }
        }

        private void end() {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        }

        private ByteBuffer idle() {
            Header header = Header.make("status", descriptor.headerSession(), "stub", Clock.systemUTC());
            RawMessage message = RawMessage.of(
                    Channel.IOPUB, header, RawJson.EMPTY_OBJECT, RawJson.of("{\"execution_state\":\"idle\"}"));
            Envelope envelope = new Envelope(
                    descriptor.session(),
                    descriptor.incarnation(),
                    1,
                    RecordClass.DURABLE,
                    Channel.IOPUB,
                    "status",
                    header.msgId(),
                    "",
                    "",
                    ExecutionState.IDLE,
                    false,
                    false,
                    System.currentTimeMillis());
            FramePacker packer = new FramePacker();
            packer.add(LinkRecord.of(envelope, message).encode());
            return packer.take();
        }
    }
}
