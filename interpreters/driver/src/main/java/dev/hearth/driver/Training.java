package dev.hearth.driver;

import dev.hearth.driver.dispatch.Dispatcher;
import dev.hearth.driver.link.LinkClient;
import dev.hearth.driver.link.LinkListener;
import dev.hearth.driver.link.LinkSender;
import dev.hearth.driver.log.DriverLog;
import dev.hearth.driver.log.SparkLog;
import dev.hearth.driver.output.OutputLog;
import dev.hearth.driver.output.Publisher;
import dev.hearth.driver.output.TransientQueue;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.LaunchDescriptor;
import dev.hearth.protocol.link.LinkRecord;
import dev.hearth.protocol.link.RecordClass;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Does once what drivers do at their start, without a gateway, so that a JVM can note the classes for an archive. Exits with 0 if all of
 * it worked. Works in the folder that it is started in; needs no Python.
 */
public final class Training {
    private static final long PATIENCE_MINUTES = 10;
    private static final List<String> CELLS = List.of(
            "1 + 1",
            "%%sql\nselect 1 as one",
            "spark.range(10).count()",
            "%%sql\nselect id % 2 as k, count(*) as n from range(10) group by k order by k",
            "case class Point(x: Int, y: String)",
            "val k = 2\nSeq(Point(1, \"a\"), Point(2, \"b\")).toDS().map(p => p.x * k).collect().sum",
            "println(sc.parallelize(1 to 4).map(_ + k).sum())",
            "val df = Seq((1, \"a\"), (2, \"b\")).toDF(\"n\", \"s\")\ndf.show()",
            "throw new IllegalStateException(\"meant\")",
            "%%python\n1 + 1");

    private final Semaphore ended = new Semaphore(0);

    private Training() {}

    /** Trains; takes no arguments. */
    public static void main(String[] arguments) {
        int status = 0;
        SparkLog.prepare();
        try {
            Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "hearth-training-");
            new Training().run(folder);
        } catch (IOException | InterruptedException | MalformedMessageException | RuntimeException | LinkageError e) {
            DriverLog.warn("the training failed", e);
            status = 1;
        }
        System.exit(status);
    }

    private static LaunchDescriptor descriptor(Path folder) {
        return new LaunchDescriptor(
                UUID.randomUUID(),
                1,
                1,
                "training",
                URI.create("ws://127.0.0.1:9/link"), // the discard port: nobody answers
                null,
                "no secret",
                Language.SCALA,
                "training",
                Map.of("spark.master", "local[2]"),
                null,
                Map.of(),
                folder.toString(),
                null,
                LaunchDescriptor.Settings.defaults());
    }

    private void run(Path folder) throws IOException, InterruptedException, MalformedMessageException {
        LaunchDescriptor given = LaunchDescriptor.decode(descriptor(folder).encode());
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
        TransientQueue transients = new TransientQueue();
        try (OutputLog log = OutputLog.create(folder.resolve("output"), 64 << 20, 64 << 20);
                LinkSender sender = new LinkSender(log, transients)) {
            Publisher publisher = new Publisher(given, log, transients, Clock.systemUTC(), sender::wake, cause -> {});
            RealEngine engine = new RealEngine(given, publisher, scheduler, reason -> {});
            Dispatcher dispatcher = new Dispatcher(
                    given,
                    new Dispatcher.Surroundings(
                            engine.languages(),
                            engine.jobs(),
                            publisher,
                            log,
                            scheduler,
                            Version.HEARTH,
                            engine::banner,
                            ended::release,
                            () -> {}));
            try (LinkClient link = new LinkClient(
                    given,
                    log,
                    transients,
                    sender,
                    dispatcher,
                    new Nobody(),
                    new LinkClient.DriverFacts(
                            Version.HEARTH, Version.spark(), Version.java(), LoadedClasses::archivedShare),
                    scheduler)) {
                link.start();
                engine.startSpark();
                dispatcher.openShell();
                for (String code : CELLS) {
                    dispatcher.accept(request(given, code));
                }
                if (!ended.tryAcquire(CELLS.size(), PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                    throw new IOException("the cells did not end in time");
                }
            }
            dispatcher.close();
            engine.close();
        } finally {
            scheduler.shutdownNow();
        }
    }

    private static LinkRecord request(LaunchDescriptor given, String code) {
        Header header = Header.make(MessageType.EXECUTE_REQUEST.wireName(), "training", "training", Clock.systemUTC());
        Envelope envelope = new Envelope(
                given.session(),
                given.incarnation(),
                1,
                RecordClass.DURABLE,
                Channel.SHELL,
                header.msgType(),
                header.msgId(),
                "",
                "training",
                null,
                false,
                false,
                0);
        RawJson content = Json.write(Json.object().put("code", code).put("stop_on_error", false));
        return LinkRecord.of(envelope, RawMessage.of(Channel.SHELL, header, RawJson.EMPTY_OBJECT, content));
    }

    /** Hears nothing, since no gateway answers. */
    private static final class Nobody implements LinkListener {
        @Override
        public void linking(boolean toldBefore) {}

        @Override
        public void linked() {}

        @Override
        public void unlinked() {}

        @Override
        public void refused(String reason) {}

        @Override
        public void orphaned(String reason) {}
    }
}
