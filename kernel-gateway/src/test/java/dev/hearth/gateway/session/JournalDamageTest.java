package dev.hearth.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.hearth.protocol.link.Hello;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What the gateway's log says of journals that a disk has not kept whole. */
class JournalDamageTest {
    @TempDir
    Path root;

    private final Logger logger = (Logger) LoggerFactory.getLogger(JournalDamage.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private Workbench bench;

    @BeforeEach
    void begin() throws Exception {
        lines.start();
        logger.addAppender(lines);
        bench = new Workbench(root).start();
    }

    @AfterEach
    void end() throws Exception {
        logger.detachAppender(lines);
        bench.close();
    }

    private List<String> warnings() {
        return List.copyOf(lines.list).stream()
                .filter(each -> each.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private Path newest(Session session, String folder) throws IOException {
        Path directory = root.resolve(session.id().toString()).resolve(folder);
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(each -> each.toString().endsWith(".log"))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }

    private Session used() throws Exception {
        Session session = bench.ready();
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute("r", "print 50");
            client.awaitIdle("r");
        }
        return session;
    }

    @Test
    void journals_thatAreWhole_areNotSpokenOf() throws Exception {
        used();
        bench.kill();
        bench.start();
        assertThat(warnings()).isEmpty();
    }

    @Test
    void journals_thatWereCutOff_areSpokenOfWhenTheyAreOpened() throws Exception {
        Session session = used();
        bench.kill();
        Files.write(newest(session, "journal"), new byte[100], StandardOpenOption.APPEND);
        Files.write(newest(session, "requests/1"), new byte[7], StandardOpenOption.APPEND);
        bench.start();
        assertThat(warnings())
                .hasSize(2)
                .allMatch(line -> line.startsWith("session " + session.id() + ": its "))
                .anyMatch(line -> line.contains("its journal was not whole") && line.contains("truncatedBytes=100"))
                .anyMatch(line -> line.contains("requests to driver 1") && line.contains("truncatedBytes=7"));
    }

    @Test
    void largeRecord_thatIsDamaged_isPassedOver_andWhatIsBehindItIsGiven() throws Exception {
        Session session = bench.ready();
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute("r", "bytes 1000000");
            client.awaitIdle("r");
        }
        try (FileChannel file = FileChannel.open(newest(session, "journal"), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {'?'}), file.size() / 2);
        }
        try (TestClient client = new TestClient(session, "r", ReadFrom.sinceNumber(0))) {
            assertThat(client.drain())
                    .noneMatch(each -> each.envelope().messageType().equals("stream"))
                    .anyMatch(each -> each.envelope().messageType().equals("execute_reply")
                            || each.envelope().last());
        }
        assertThat(warnings()).singleElement().asString().contains("its journal is damaged");
    }

    private static String errorIn(TestClient client) {
        return client.seen().stream()
                .filter(each -> each.type().equals("error"))
                .findAny()
                .orElseThrow()
                .content();
    }

    @Test
    void request_thatIsDamagedBeforeItsDriverHasIt_isAnsweredWithAnError_andWhatIsBehindItRuns() throws Exception {
        Session session = bench.ready();
        SyntheticDriver driver = bench.launcher().newest();
        try (TestClient client = TestClient.live(session, "a")) {
            driver.cut(true);
            Workbench.await(session, view -> !view.linked());
            client.execute("lost", "y".repeat(3000));
            try (FileChannel file = FileChannel.open(newest(session, "requests/1"), StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.wrap(new byte[] {'?'}), file.size() - 1500);
            }
            driver.dial();
            client.awaitIdle("lost");
            assertThat(client.of("lost")).containsExactly("status:busy", "error", "execute_reply", "status:idle");
            assertThat(errorIn(client)).contains("RequestNotRun", "damaged", "send it again");
            client.execute("next", "x");
            client.awaitIdle("next");
        }
        assertThat(driver.taken)
                .extracting(each -> each.messageId())
                .contains("next")
                .doesNotContain("lost");
    }

    @Test
    void request_largerThanItsDriverTakes_isAnsweredWithAnError_andTheLinkStays() throws Exception {
        Session session = bench.ready();
        SyntheticDriver driver = bench.launcher().newest();
        driver.hello(said -> new Hello(
                said.oldestVersion(),
                said.newestVersion(),
                said.session(),
                said.incarnation(),
                said.launchSecret(),
                said.sessionKey(),
                said.outputFirst(),
                said.outputLast(),
                said.requestsLast(),
                said.highestEpoch(),
                said.driver(),
                said.spark(),
                said.java(),
                said.archivedShare(),
                said.pid(),
                2000));
        int links = driver.links();
        driver.cut(false);
        Workbench.await(() -> driver.links() > links);
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute("large", "y".repeat(3000));
            client.execute("next", "x");
            client.awaitIdle("large");
            client.awaitIdle("next");
            assertThat(client.of("large")).containsExactly("status:busy", "error", "execute_reply", "status:idle");
            assertThat(errorIn(client)).contains("RequestNotRun", "at most 2000", "restart the session");
        }
        assertThat(driver.links()).isEqualTo(links + 1);
    }

    @Test
    void recordsThatCannotBeRead_arePassedOver_andSpokenOfOnceForEachDoubling() throws Exception {
        Session session = used();
        try (FileChannel file = FileChannel.open(newest(session, "journal"), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {'?', '?', '?'}), file.size() / 2);
        }
        for (int reader = 0; reader < 3; reader++) {
            try (TestClient client = new TestClient(session, "r" + reader, ReadFrom.sinceNumber(0))) {
                assertThat(client.drain()).isNotEmpty();
            }
        }
        assertThat(warnings())
                .hasSize(2)
                .allMatch(line -> line.startsWith("session " + session.id() + ": its journal is damaged"));
    }
}
