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
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Drivers without a JVM or a language. What the gateway starts as a driver's Java is a script, which leaves its launch
 * descriptor in a folder and stays as the driver's process; this speaks for it. Thread-safe. Owns one thread.
 *
 * <p>They tell the truth unless {@link #onWelcome} says otherwise.
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
    private volatile int fatal = 10;
    private volatile Consumer<Line> onWelcome = line -> {};
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

    /** Every how manieth of them dies at its start. */
    StubDrivers fatal(int each) {
        fatal = each;
        return this;
    }

    /** What a driver does, on a thread of its own, when it was welcomed and has said that it is idle. */
    StubDrivers onWelcome(Consumer<Line> action) {
        onWelcome = action;
        return this;
    }

    /** A driver's end of its link, through which it may say anything. */
    interface Line {
        LaunchDescriptor descriptor();

        /** A record of the session with this sequence; change it as you like. */
        LinkRecord record(long sequence, RecordClass recordClass, String type, String content);

        /** Sends bytes; false once the link is gone. */
        boolean send(ByteBuffer frame);
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

    /** Some die at once; the others are ready after a while. */
    private void start(LaunchDescriptor descriptor, long pid, int number) {
        if (number % fatal == 0) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            return;
        }
        Stub stub = new Stub(descriptor, pid, onWelcome);
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

    private static final class Stub implements WebSocket.Listener, Line {
        private final LaunchDescriptor descriptor;
        private final long pid;
        private final Consumer<Line> onWelcome;
        private final FrameReader frames = new FrameReader(1 << 20);
        private volatile WebSocket link;

        Stub(LaunchDescriptor descriptor, long pid, Consumer<Line> onWelcome) {
            this.descriptor = descriptor;
            this.pid = pid;
            this.onWelcome = onWelcome;
        }

        @Override
        public LaunchDescriptor descriptor() {
            return descriptor;
        }

        @Override
        public boolean send(ByteBuffer frame) {
            try {
                link.sendBinary(frame, true).get(20, TimeUnit.SECONDS);
                return !link.isOutputClosed() && !link.isInputClosed();
            } catch (Exception e) {
                return false;
            }
        }

        private void welcomed(WebSocket socket) {
            link = socket;
            Thread speaker = new Thread(
                    () -> {
                        send(frame(record(1, RecordClass.DURABLE, "status", "{\"execution_state\":\"idle\"}")));
                        onWelcome.accept(this);
                    },
                    "stub-" + descriptor.number());
            speaker.setDaemon(true);
            speaker.start();
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
                    pid,
                    0);
            socket.sendBinary(new LinkFrame.HelloFrame(hello).encode(), true).thenRun(() -> socket.request(1));
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            try {
                LinkFrame frame = LinkFrame.decode(data);
                if (frame instanceof LinkFrame.WelcomeFrame) {
                    welcomed(socket);
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

        @Override
        public LinkRecord record(long sequence, RecordClass recordClass, String type, String content) {
            Header header = Header.make(type, descriptor.headerSession(), "stub", Clock.systemUTC());
            RawMessage message = RawMessage.of(Channel.IOPUB, header, RawJson.EMPTY_OBJECT, RawJson.of(content));
            Envelope envelope = new Envelope(
                    descriptor.session(),
                    descriptor.incarnation(),
                    sequence,
                    recordClass,
                    Channel.IOPUB,
                    type,
                    header.msgId(),
                    "",
                    "",
                    type.equals("status") ? ExecutionState.IDLE : null,
                    false,
                    false,
                    System.currentTimeMillis());
            return LinkRecord.of(envelope, message);
        }
    }

    /** A frame of one record. */
    static ByteBuffer frame(LinkRecord record) {
        FramePacker packer = new FramePacker();
        packer.add(record.encode());
        return packer.take();
    }
}
