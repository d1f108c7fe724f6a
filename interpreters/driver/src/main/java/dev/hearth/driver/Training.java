package dev.hearth.driver;

import dev.hearth.driver.log.DriverLog;
import dev.hearth.driver.log.SparkLog;
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
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
            "df",
            "Html(\"<b>shown</b>\").display()",
            "throw new IllegalStateException(\"meant\")",
            "%%python\n1 + 1",
            "spark.stop()"); // which ends a driver, in order

    private Training() {}

    /** Trains; takes no arguments. */
    public static void main(String[] arguments) {
        int status;
        SparkLog.prepare();
        try {
            Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "hearth-training-");
            status = train(folder);
        } catch (IOException | InterruptedException | MalformedMessageException | RuntimeException | LinkageError e) {
            DriverLog.warn("the training failed", e);
            status = Ending.Code.FAILED.status();
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

    /** A driver as it always is, but that nobody answers when it dials, and that finds its cells waiting. */
    private static int train(Path folder) throws IOException, InterruptedException, MalformedMessageException {
        byte[] json = descriptor(folder).encode();
        LaunchDescriptor given = DriverMain.read(new ByteArrayInputStream(json));
        Driver driver = new Driver(given, RealEngine::new);
        for (String code : CELLS) {
            driver.accept(request(given, code));
        }
        Thread impatience = new Thread(Training::endLater, "hearth-impatience");
        impatience.setDaemon(true);
        impatience.start();
        return driver.run();
    }

    private static void endLater() {
        try {
            TimeUnit.MINUTES.sleep(PATIENCE_MINUTES);
            DriverLog.warn("the cells did not end in time");
            Runtime.getRuntime().halt(Ending.Code.FAILED.status());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
}
