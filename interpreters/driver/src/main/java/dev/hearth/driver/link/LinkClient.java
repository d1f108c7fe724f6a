package dev.hearth.driver.link;

import dev.hearth.driver.log.DriverLog;
import dev.hearth.driver.output.OutputLog;
import dev.hearth.driver.output.TransientQueue;
import dev.hearth.protocol.link.Hello;
import dev.hearth.protocol.link.LaunchDescriptor;
import dev.hearth.protocol.link.LinkFrame;
import dev.hearth.protocol.link.Refusal;
import dev.hearth.protocol.link.Welcome;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/** Keeps a link to the gateway up, as long as the driver lives. Thread-safe; owns the thread {@code hearth-link}. */
public final class LinkClient implements AutoCloseable {
    private static final int KEY_BYTES = 32;
    private static final int SILENT_HEARTBEATS = 3;
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    private static final long SHORTEST_LIFE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5000;

    private final LaunchDescriptor descriptor;
    private final OutputLog log;
    private final TransientQueue transients;
    private final LinkSender sender;
    private final LogStreams streams;
    private final ScheduledExecutorService scheduler;
    private final RequestIntake intake;
    private final LinkListener listener;
    private final DriverFacts facts;
    private final Dialer dialer;
    private final String sessionKey = newKey();
    private final CompletableFuture<String> closing = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "hearth-link");

    private boolean accepted; // the rest is confined to the thread
    private long highestEpoch;
    private String lastGateway = "";
    private long lastEpoch;

    /** A client that has not dialled yet. Requests go to {@code sink}. */
    public LinkClient(
            LaunchDescriptor descriptor,
            OutputLog log,
            TransientQueue transients,
            LinkSender sender,
            RequestSink sink,
            LinkListener listener,
            DriverFacts facts,
            Function<String, Optional<Path>> results,
            ScheduledExecutorService scheduler) {
        this.descriptor = descriptor;
        this.log = log;
        this.transients = transients;
        this.sender = sender;
        this.listener = listener;
        this.facts = facts;
        this.dialer = new Dialer(descriptor.linkUrl(), descriptor.certificatePin(), ANSWER_TIMEOUT);
        this.intake = new RequestIntake(descriptor.session(), descriptor.incarnation(), sink);
        Path file = descriptor.logFile() == null ? null : Path.of(descriptor.logFile());
        this.streams = new LogStreams(file, results, scheduler, sender::wake);
        this.scheduler = scheduler;
        thread.setDaemon(true);
    }

    private static String newKey() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
    }

    /** Begins to dial. Returns at once. */
    public void start() {
        sender.start(streams);
        thread.start();
    }

    private void run() {
        int failures = 0;
        long linkedAt = System.nanoTime();
        try {
            while (!closing.isDone()) {
                long begun = System.nanoTime();
                boolean linked = false;
                try {
                    linked = serveOneLink();
                } catch (IOException e) {
                    if (failures == 0) {
                        DriverLog.info(String.valueOf(e.getMessage()));
                    }
                } catch (RuntimeException | Error e) {
                    DriverLog.warn("a link failed, and is tried again", e);
                }
                long now = System.nanoTime();
                linkedAt = linked ? now : linkedAt;
                failures = linked && now - begun > SHORTEST_LIFE_NANOS ? 0 : failures + 1;
                long orphanMillis =
                        TimeUnit.SECONDS.toMillis(descriptor.settings().orphanSeconds());
                long aloneMillis = TimeUnit.NANOSECONDS.toMillis(now - linkedAt);
                if (orphanMillis > 0 && aloneMillis >= orphanMillis) {
                    listener.orphaned(
                            "no gateway was there for " + descriptor.settings().orphanSeconds() + " s");
                    return;
                }
                long pause = pauseMillis(failures);
                rest(orphanMillis > 0 ? Math.min(pause, orphanMillis - aloneMillis) : pause);
            }
        } catch (InterruptedException e) {
            DriverLog.warn("the link's thread was interrupted, and ends");
        }
    }

    private void rest(long millis) throws InterruptedException {
        try {
            closing.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return; // time to dial again
        }
    }

    private static long pauseMillis(int failures) {
        if (failures == 0) {
            return 0;
        }
        long most = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures - 1, 10));
        return most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1);
    }

    /** Dials once and stays until that link is gone. Returns whether the gateway accepted the driver. */
    private boolean serveOneLink() throws IOException, InterruptedException {
        LinkReader reader =
                new LinkReader(intake, sender, streams, descriptor.settings().maxRecordBytes());
        Link link = dialer.dial(reader);
        try {
            link.send(new LinkFrame.HelloFrame(hello()).encode());
            LinkFrame answer = answer(reader);
            if (answer instanceof LinkFrame.RefusalFrame refusal) {
                refused(refusal.refusal());
                return false;
            }
            Welcome welcome = ((LinkFrame.WelcomeFrame) answer).welcome();
            if (welcome.version() != Hello.LINK_VERSION) {
                throw new IOException("the gateway wants to speak version " + welcome.version() + " of the link");
            }
            if (welcome.epoch() < highestEpoch) {
                throw new IOException("the gateway that answered has been replaced by a newer one");
            }
            accept(link, welcome);
            EndProbe probe = new EndProbe(scheduler, link, reader);
            reader.whenFrame(probe::frameCame);
            probe.frameCame(); // the welcome
            link.readOn();
            watch(link, reader);
            return true;
        } finally {
            sender.detach();
            transients.close();
            listener.unlinked();
            streams.closeAll();
            link.abort("given up");
        }
    }

    private void accept(Link link, Welcome welcome) {
        boolean toldBefore = accepted && welcome.gateway().equals(lastGateway) && welcome.epoch() == lastEpoch;
        accepted = true;
        highestEpoch = welcome.epoch();
        lastEpoch = welcome.epoch();
        lastGateway = welcome.gateway();
        DriverLog.info("linked to gateway " + welcome.gateway() + ", which has output up to " + welcome.outputLast()
                + " of " + log.last());
        listener.linking(toldBefore);
        transients.open();
        listener.linked(); // first, so that who waits until all is sent also waits for what this says
        sender.attach(link, welcome.outputLast(), welcome.maxRecordBytes());
    }

    private static LinkFrame answer(LinkReader reader) throws IOException, InterruptedException {
        try {
            return reader.answer().get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | CancellationException e) {
            throw new IOException(
                    "the link broke before the gateway answered: "
                            + reader.broken().getNow("no reason"),
                    e);
        } catch (TimeoutException e) {
            throw new IOException("the gateway did not answer the hello in time", e);
        }
    }

    private void refused(Refusal refusal) throws IOException {
        String reason = "the gateway refused the driver (" + refusal.reason() + "): " + refusal.message();
        if (refusal.isFinal()) {
            closing.complete("refused");
            listener.refused(reason);
        } else {
            throw new IOException(reason);
        }
    }

    /**
     * When the gateway is to be asked for a sign, by the monotonic clock. It pings all its drivers in one round, which costs it
     * far less than a ping from each of them: so this is later than that.
     */
    private static long pingDue(Link link, LinkReader reader, long heartbeat) {
        return Math.max(reader.receivedAt() + heartbeat + heartbeat / 2, link.sentAt() + heartbeat);
    }

    /** Returns when the link is gone, and breaks it when nothing comes any more. */
    private void watch(Link link, LinkReader reader) throws InterruptedException {
        long heartbeat =
                TimeUnit.SECONDS.toNanos(Math.max(1, descriptor.settings().heartbeatSeconds()));
        CompletableFuture<Object> over = CompletableFuture.anyOf(link.broken(), closing);
        while (!closing.isDone()) {
            long now = System.nanoTime();
            if (now - reader.receivedAt() > SILENT_HEARTBEATS * heartbeat) {
                link.abort("nothing came from the gateway for " + SILENT_HEARTBEATS + " heartbeats");
            } else if (pingDue(link, reader, heartbeat) <= now) {
                link.ping();
            }
            long next = Math.max(1_000_000, pingDue(link, reader, heartbeat) - System.nanoTime());
            try {
                over.get(next, TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                continue;
            } catch (ExecutionException e) {
                return;
            }
            if (link.broken().isDone()) {
                DriverLog.info("the link broke: " + link.broken().getNow(""));
                return;
            }
        }
        sender.detach();
        link.close(Duration.ofSeconds(1));
    }

    private Hello hello() {
        return new Hello(
                Hello.LINK_VERSION,
                Hello.LINK_VERSION,
                descriptor.session(),
                descriptor.incarnation(),
                accepted ? null : descriptor.launchSecret(),
                sessionKey,
                log.first(),
                log.last(),
                intake.last(),
                highestEpoch,
                facts.driverVersion(),
                facts.sparkVersion(),
                facts.javaVersion(),
                facts.archivedShare().getAsDouble(),
                ProcessHandle.current().pid(),
                descriptor.settings().maxRecordBytes());
    }

    /** Closes the link and stops dialling. Waits a second at most. Twice is fine. */
    @Override
    public void close() {
        closing.complete("the driver ends");
        try {
            thread.join(1000);
            thread.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sender.close();
        dialer.close();
    }

    /** What the driver says of itself in its hello; the share of archived classes is asked each time. */
    public record DriverFacts(
            String driverVersion, String sparkVersion, String javaVersion, DoubleSupplier archivedShare) {}
}
