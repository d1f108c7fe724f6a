package dev.hearth.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.link.Hello;
import dev.hearth.protocol.link.LaunchDescriptor;
import dev.hearth.protocol.link.LinkFrame;
import dev.hearth.protocol.link.LinkRecord;
import dev.hearth.protocol.link.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver and a gateway's end that is honest, silent, gone, forgetful or hostile. */
class LinkTest {
    private static final Duration SOON = Duration.ofSeconds(15);

    private Path folder;
    private TestPeer peer;

    @BeforeEach
    void listen(@TempDir Path given) throws Exception {
        folder = given;
        peer = new TestPeer();
    }

    @AfterEach
    void stop() throws Exception {
        peer.close();
    }

    private DriverUnderTest driver(long outputLogBytes, long orphanSeconds) throws Exception {
        DriverUnderTest driver = new DriverUnderTest(
                peer.descriptor(folder, Language.SCALA, TestPeer.settings(outputLogBytes, orphanSeconds)));
        peer.awaitLinked();
        return driver;
    }

    @Test
    void reconnect_losesNothingAndRepeatsNothing() throws Exception {
        try (DriverUnderTest driver = driver(256 << 20, 0)) {
            String flood = peer.execute("a", "flood 20000");
            for (int drops = 0; drops < 4; drops++) {
                int before = peer.received().size();
                peer.await(
                        "some output",
                        SOON,
                        p -> p.received().size() > before + 500 || p.of(flood).isIdle());
                peer.drop(false);
                peer.awaitLinked();
                peer.repeatRequests();
            }
            String after = peer.execute("a", "print after");
            peer.awaitIdle(after, Duration.ofSeconds(40));
            assertThat(peer.of(flood).stdout()).hasSize(20000 * 1024);
            assertThat(peer.of(flood).types().stream().filter(type -> type.equals("execute_reply")))
                    .hasSize(1);
            assertThat(peer.of(after)
                            .content("execute_reply")
                            .path("execution_count")
                            .asInt())
                    .isEqualTo(2);
            List<String> ids = peer.received().stream()
                    .map(record -> record.envelope().messageId())
                    .toList();
            assertThat(ids).doesNotHaveDuplicates();
            assertThat(driver.engine.own.starts.get()).isEqualTo(1);
        }
    }

    @Test
    void fullLog_whileTheLinkWasDown_interruptEndsTheCellWithinTwoSeconds() throws Exception {
        try (DriverUnderTest driver = driver(1 << 20, 0)) {
            peer.withholdAcknowledgements(true);
            String flood = peer.execute("a", "flood 100000");
            peer.await("output", SOON, p -> p.of(flood).has("stream"));
            peer.drop(true);
            Path log = folder.resolve(LaunchDescriptor.OWN_FOLDER).resolve("output");
            long size = 0;
            for (long now = sizeOf(log); now > size; now = sizeOf(log)) {
                size = now;
                Thread.sleep(300); // until the log stopped growing: the cell waits
            }
            assertThat(size).isLessThanOrEqualTo(1 << 20);
            String interrupt = peer.interrupt();
            peer.up();
            peer.awaitLinked();
            long linked = System.nanoTime();
            peer.awaitIdle(flood);
            assertThat(Duration.ofNanos(System.nanoTime() - linked)).isLessThan(Duration.ofSeconds(2));
            peer.awaitIdle(interrupt);
            peer.withholdAcknowledgements(false);
            assertThat(peer.of(flood).content("error").path("ename").asText()).isEqualTo("KeyboardInterrupt");
            assertThat(peer.of(flood).text("stderr")).contains("left out here");
            assertThat(driver.engine.cancelled).isNotEmpty();
        }
    }

    private static long sizeOf(Path folder) throws Exception {
        try (var files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    @Test
    void fullLog_acknowledged_dropsTheOldest_andAForgetfulGatewayLearnsOfTheGap() throws Exception {
        try (DriverUnderTest driver = driver(1 << 20, 0)) {
            String flood = peer.execute("a", "flood 4000");
            peer.awaitIdle(flood);
            assertThat(peer.of(flood).stdout()).hasSize(4000 * 1024);
            assertThat(sizeOf(folder.resolve(LaunchDescriptor.OWN_FOLDER).resolve("output")))
                    .isLessThan(2 << 20);
            peer.forget();
            peer.drop(false);
            peer.await(
                    "a gap and what is kept",
                    SOON,
                    p -> !p.gaps().isEmpty() && p.of(flood).isIdle());
            assertThat(peer.gaps()).hasSize(1);
            assertThat(peer.gaps().get(0)).startsWith("1-");
            assertThat(driver.engine.own.starts.get()).isEqualTo(1);
        }
    }

    @Test
    void largeRecord_goesInPieces_andControlOvertakesIt() throws Exception {
        try (DriverUnderTest driver = driver(256 << 20, 0)) {
            peer.readSlowly(20);
            String cell = peer.execute("a", "show 30000");
            peer.await("the cell", SOON, p -> p.of(cell).has("execute_input"));
            String question = peer.request(Channel.CONTROL, MessageType.KERNEL_INFO_REQUEST, "b", Json.object());
            peer.awaitIdle(question);
            assertThat(peer.of(cell).has("display_data")).isFalse();
            peer.readSlowly(0);
            peer.awaitIdle(cell);
            assertThat(peer.of(cell)
                            .content("display_data")
                            .path("data")
                            .path("text/plain")
                            .asText())
                    .hasSize(30000 * 1024);
            assertThat(driver.engine.own.starts.get()).isEqualTo(1);
        }
    }

    @Test
    void recordTooLargeForAGatewayOfALowerBound_isLeftOut_andWhatIsBehindItGoesOn() throws Exception {
        try (DriverUnderTest driver = driver(256 << 20, 0)) {
            String large = peer.execute("a", "show 3000");
            peer.awaitIdle(large);
            peer.bound(1 << 20);
            peer.forget();
            peer.drop(false);
            peer.await("all that is behind it", SOON, p -> p.of(large).isIdle());
            assertThat(peer.gaps()).hasSize(1);
            assertThat(peer.of(large).has("display_data")).isFalse();
            String after = peer.execute("a", "print after");
            peer.awaitIdle(after);
            assertThat(driver.engine.own.starts.get()).isEqualTo(1);
        }
    }

    @Test
    void recordTooLargeForTheSession_becomesANotice() throws Exception {
        try (DriverUnderTest driver = driver(256 << 20, 0)) {
            String cell = peer.execute("a", "show 70000");
            peer.awaitIdle(cell);
            assertThat(peer.of(cell).has("display_data")).isFalse();
            assertThat(peer.of(cell).text("stderr")).contains("larger than this session allows");
            assertThat(driver.engine.own.starts.get()).isEqualTo(1);
        }
    }

    @Test
    void records_ofOneRequest_keepTheirOrderAmongTransientOnes() throws Exception {
        try (DriverUnderTest driver = driver(256 << 20, 0)) {
            for (int i = 0; i < 50; i++) {
                peer.execute("a", "print " + i);
                peer.request(Channel.SHELL, MessageType.KERNEL_INFO_REQUEST, "b", Json.object());
            }
            String last = peer.execute("a", "print last");
            peer.awaitIdle(last);
            long previous = 0;
            for (LinkRecord record : peer.received()) {
                if (record.envelope().recordClass().isLogged()
                        && record.envelope().sequence() > 0
                        && !record.envelope().parentId().isEmpty()) {
                    assertThat(record.envelope().sequence()).isGreaterThan(previous);
                    previous = record.envelope().sequence();
                }
            }
            assertThat(driver.engine.own.starts.get()).isEqualTo(1);
        }
    }

    @Test
    void hello_carriesTheLaunchSecretUntilItWasAccepted_andTheSameKeyAlways() throws Exception {
        try (DriverUnderTest driver = driver(1 << 20, 0)) {
            peer.drop(false);
            peer.await("a second hello", SOON, p -> p.hellos.size() == 2 && p.link() != null);
            Hello first = peer.hellos.get(0);
            Hello second = peer.hellos.get(1);
            assertThat(first.launchSecret()).isEqualTo("launch-secret-of-this-test-0123456789");
            assertThat(second.launchSecret()).isNull();
            assertThat(second.sessionKey()).isEqualTo(first.sessionKey()).hasSizeGreaterThanOrEqualTo(43);
            assertThat(second.highestEpoch()).isEqualTo(1);
            assertThat(driver.engine.own.starts.get()).isEqualTo(1);
        }
    }

    @Test
    void requests_areAcknowledged_andAGatewayOfALowerEpochIsNotObeyed() throws Exception {
        try (DriverUnderTest driver = driver(1 << 20, 0)) {
            peer.awaitIdle(peer.execute("a", "print 1"));
            peer.await("an acknowledgement", SOON, p -> p.acknowledgedRequests() == 1);
            peer.restartAs("old-gateway", 0);
            peer.drop(false);
            peer.await("two more hellos", SOON, p -> p.hellos.size() >= 3);
            peer.restartAs("new-gateway", 7);
            peer.awaitIdle(peer.execute("a", "print last"));
            assertThat(driver.engine.own.starts.get()).isEqualTo(1);
        }
    }

    @Test
    void phases_areToldAgainToAGatewayThatHasNotHeardThem() throws Exception {
        try (DriverUnderTest driver = driver(1 << 20, 0)) {
            peer.await("all phases", SOON, p -> p.events("hearth_phase").size() >= 6);
            peer.drop(false);
            peer.awaitLinked();
            peer.awaitIdle(peer.execute("a", "print 1"));
            assertThat(peer.events("hearth_phase")).hasSize(6);
            peer.restartAs("gateway-2", 2);
            peer.drop(false);
            peer.await("all phases again", SOON, p -> p.events("hearth_phase").size() == 12);
            assertThat(driver.engine.own.starts.get()).isEqualTo(1);
        }
    }

    @Test
    void transientRequests_ofABrokenLink_areNotAnsweredOverTheNext() throws Exception {
        try (DriverUnderTest driver = driver(1 << 20, 0)) {
            String cell = peer.execute("a", "hang");
            peer.await("the cell", SOON, p -> p.of(cell).has("execute_input"));
            String waiting = peer.request(
                    Channel.SHELL,
                    MessageType.INSPECT_REQUEST,
                    "a",
                    Json.object().put("code", "x"));
            peer.awaitIdle(peer.request(Channel.SHELL, MessageType.KERNEL_INFO_REQUEST, "a", Json.object()));
            peer.drop(false);
            peer.awaitLinked();
            peer.interrupt();
            peer.awaitIdle(cell);
            String after = peer.execute("a", "print after");
            peer.awaitIdle(after);
            assertThat(peer.of(waiting).records()).isEmpty();
            assertThat(driver.engine.own.starts.get()).isEqualTo(1);
        }
    }

    @Test
    void refusal_final_endsTheDriver() throws Exception {
        DriverUnderTest driver = driver(1 << 20, 0);
        peer.refuse(new Refusal(Refusal.Reason.SUPERSEDED, "there is a newer one"));
        peer.drop(false);
        assertThat(driver.exitStatus(Duration.ofSeconds(10))).isEqualTo(3);
        assertThat(driver.engine.closed.getCount()).isZero();
    }

    @Test
    void orphan_endsTheDriver() throws Exception {
        DriverUnderTest driver = driver(1 << 20, 1);
        peer.drop(true);
        assertThat(driver.exitStatus(Duration.ofSeconds(20))).isEqualTo(4);
    }

    @Test
    void silentGateway_isGivenUpAfterThreeHeartbeats() throws Exception {
        try (DriverUnderTest driver = driver(1 << 20, 0)) {
            long since = System.nanoTime();
            peer.silence();
            peer.await("another hello", SOON, p -> p.hellos.size() >= 2);
            assertThat(Duration.ofNanos(System.nanoTime() - since)).isBetween(Duration.ofSeconds(2), SOON);
            assertThat(driver.engine.own.starts.get()).isEqualTo(1);
        }
    }

    @Test
    void endOfTheLinkRightBehindAFrame_isNoticedSoon() throws Exception {
        LaunchDescriptor.Settings slow = new LaunchDescriptor.Settings(1 << 20, 64 << 20, 64, 0, 60, true, List.of());
        try (DriverUnderTest driver = new DriverUnderTest(peer.descriptor(folder, Language.SCALA, slow))) {
            peer.awaitLinked();
            for (int i = 0; i < 10; i++) {
                int before = peer.hellos.size();
                peer.sendRaw(new LinkFrame.AckFrame(0));
                peer.drop(false);
                peer.await("a new link", Duration.ofSeconds(8), p -> p.hellos.size() > before && p.link() != null);
            }
            assertThat(driver.engine.own.starts.get()).isEqualTo(1);
        }
    }

    @Test
    void garbage_breaksTheLinkAndNotTheDriver() throws Exception {
        try (DriverUnderTest driver = driver(1 << 20, 0)) {
            byte[][] lies = {{99}, {4, 127, 0, 0, 1, 1}, new byte[LinkFrame.MAX_FRAME_BYTES + 1]};
            for (byte[] lie : lies) {
                int before = peer.hellos.size();
                peer.sendGarbage(lie);
                peer.await("a new link", SOON, p -> p.hellos.size() > before && p.link() != null);
            }
            peer.sendRaw(new LinkFrame.AckFrame(Long.MAX_VALUE));
            String cell = peer.execute("a", "print fine");
            peer.awaitIdle(cell);
            assertThat(peer.of(cell).stdout()).isEqualTo("fine");
            assertThat(driver.engine.own.starts.get()).isEqualTo(1);
        }
    }

    @Test
    void logStream_followsTheFileUnderCredit() throws Exception {
        Files.writeString(folder.resolve("driver.log"), "0123456789");
        try (DriverUnderTest driver = driver(1 << 20, 0)) {
            peer.sendRaw(new LinkFrame.OpenFrame(7, 5, "log?offset=2"));
            peer.await("five bytes", SOON, p -> p.stream(7).equals("23456"));
            peer.sendRaw(new LinkFrame.CreditFrame(7, 100));
            peer.await("the rest", SOON, p -> p.stream(7).equals("23456789"));
            Files.writeString(folder.resolve("driver.log"), " and more", StandardOpenOption.APPEND);
            peer.await("what was appended", SOON, p -> p.stream(7).endsWith(" and more"));
            peer.sendRaw(new LinkFrame.CloseFrame(7, ""));
            peer.sendRaw(new LinkFrame.OpenFrame(8, 5, "/etc/passwd"));
            peer.await("a refusal", SOON, p -> p.closedStreams().size() == 1);
            assertThat(driver.engine.own.starts.get()).isEqualTo(1);
        }
    }
}
