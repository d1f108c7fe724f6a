package dev.hearth.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.protocol.Language;
import dev.hearth.protocol.link.LaunchDescriptor;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client asks for beyond the profile: at each launch, and in the course of time. */
class SessionWishTest {
    @TempDir
    Path root;

    private final AtomicLong aheadMillis = new AtomicLong();
    private Workbench bench;

    @AfterEach
    void end() throws Exception {
        if (bench != null) {
            bench.close();
        }
    }

    private static SessionWish wish(int heartbeat, String ttl, String idle) {
        return new SessionWish(
                "spark",
                "mine",
                "600m",
                1,
                "2g",
                3,
                4,
                Map.of("spark.x", "y", "spark.jars", "hdfs:/b.jar"),
                List.of("hdfs:/c.jar"),
                List.of("hdfs:/lib.py"),
                List.of("hdfs:/data.csv"),
                List.of("hdfs:/env.zip#env"),
                "fast",
                heartbeat,
                ttl,
                idle);
    }

    private Session create(SessionWish wish) throws Exception {
        bench = new Workbench(root).clock(new Ahead()).start();
        return another(wish);
    }

    private Session begin(SessionWish wish) {
        return bench.sessions()
                .create(new NewSession(
                        "owner", null, Workbench.PROFILE, Language.SCALA, Map.of(), null, "mine", null, null, wish));
    }

    /** The sessions there are have been looked at: of two rounds that ended others, one began behind this. */
    private void aRoundPasses() throws Exception {
        for (int i = 0; i < 2; i++) {
            Workbench.await(begin(wish(0, "1ms", null)), view -> view.state() == SessionState.DEAD);
        }
    }

    private Session another(SessionWish wish) throws Exception {
        Session session = begin(wish);
        Workbench.await(session, view -> view.state() == SessionState.RUNNING);
        return session;
    }

    private void later(Duration time) {
        aheadMillis.addAndGet(time.toMillis());
    }

    @Test
    void over_putsTheWishOnTop_andJoinsListsOfFiles() {
        Map<String, String> conf = wish(0, null, null)
                .over(Map.of("spark.jars", "hdfs:/a.jar", "spark.x", "profile", "spark.kept", "1"), 7);
        assertThat(conf)
                .containsEntry("spark.kept", "1")
                .containsEntry("spark.x", "y")
                .containsEntry("spark.jars", "hdfs:/a.jar,hdfs:/b.jar,hdfs:/c.jar")
                .containsEntry("spark.files", "hdfs:/data.csv,hdfs:/lib.py")
                .containsEntry("spark.submit.pyFiles", "hdfs:/lib.py")
                .containsEntry("spark.archives", "hdfs:/env.zip#env")
                .containsEntry("spark.driver.memory", "600m")
                .containsEntry("spark.driver.cores", "1")
                .containsEntry("spark.executor.memory", "2g")
                .containsEntry("spark.executor.cores", "3")
                .containsEntry("spark.executor.instances", "4")
                .containsEntry("spark.yarn.queue", "fast")
                .containsEntry("spark.app.name", "mine");
    }

    @ParameterizedTest
    @CsvSource({"600m,600m", "2G,2g", "2gb,2g", "512,512m", "1024K,1024k", "1tb,1t"})
    void heap_isWhatTheJvmReads(String asked, String heap) {
        assertThat(HeapText.jvm(asked)).isEqualTo(heap);
    }

    @ParameterizedTest
    @CsvSource({"''", "0m", "-1g", "1x", "g", "1 g", "99999999999g", "1g;rm"})
    void heap_thatIsNoSize_isRefused(String asked) {
        assertThatThrownBy(() -> HeapText.jvm(asked)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"600000,600000", "10s,10000", "5m,300000", "5min,300000", "2h,7200000", "1d,86400000", "0,0"})
    void time_isReadAsLivyDoes(String text, long millis) {
        assertThat(TimeText.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({
        "soon,Invalid time string: soon",
        "5x,Invalid suffix: \"x\"",
        "-5m,Invalid value: -5m",
        "99999999999999999999,Invalid value: 99999999999999999999",
        "9999999999d,Invalid value: 9999999999d"
    })
    void time_thatIsNone_isRefusedInLivysWords(String text, String sentence) {
        assertThatThrownBy(() -> TimeText.parse(text)).hasMessage(sentence.replace("\\", ""));
    }

    @Test
    void eachLaunch_hasTheWish_alsoBehindARestartOfSessionAndGateway() throws Exception {
        Session session = create(wish(0, null, null));
        bench.kill();
        bench.start();
        Session after = bench.sessions().find(session.number()).orElseThrow();
        assertThat(after.wish()).contains(wish(0, null, null));
        after.restart();
        Workbench.await(() -> bench.launcher().requests.size() == 2);
        for (var request : bench.launcher().requests) {
            assertThat(request.settings().memory()).isEqualTo("600m");
            assertThat(request.settings().sparkConf()).containsEntry("spark.x", "y");
            assertThat(LaunchDescriptor.decode(request.descriptor()).sparkConf())
                    .containsEntry("spark.executor.instances", "4");
        }
    }

    @Test
    void withoutHeartbeat_theSessionEnds_andSaysWhy() throws Exception {
        Session session = create(wish(60, null, null));
        later(Duration.ofSeconds(50));
        session.heartbeat();
        later(Duration.ofSeconds(50));
        aRoundPasses();
        assertThat(session.view().state()).isEqualTo(SessionState.RUNNING);
        later(Duration.ofSeconds(11));
        Workbench.await(session, view -> view.state() == SessionState.DEAD);
        assertThat(session.view().reason()).contains("60 s (heartbeatTimeoutInSecond)");
    }

    @Test
    void anAttachedClient_isAHeartbeat_andUse() throws Exception {
        Session session = create(wish(60, null, "1m"));
        Attachment client = session.attach("client");
        later(Duration.ofHours(1));
        aRoundPasses();
        assertThat(session.view().state()).isEqualTo(SessionState.RUNNING);
        client.close();
        Workbench.await(session, view -> view.state() == SessionState.DEAD);
    }

    @Test
    void idleTimeout_endsIdleSessions_andNeverBusyOnes() throws Exception {
        Session session = create(wish(0, null, "20m"));
        bench.launcher().newest().mute();
        session.ingest(
                TestClient.message(dev.hearth.protocol.Channel.SHELL, "execute_request", "r1", "{\"code\":\"x\"}"),
                "a");
        later(Duration.ofHours(2));
        aRoundPasses();
        assertThat(session.view().state()).isEqualTo(SessionState.RUNNING);
        Session idle = another(wish(0, null, "20m"));
        later(Duration.ofMinutes(21));
        Workbench.await(idle, view -> view.state() == SessionState.DEAD);
        assertThat(idle.view().reason()).contains("idleTimeout 20m");
    }

    @Test
    void ttl_endsASessionAtItsAge() throws Exception {
        Session session = create(wish(0, "10m", null));
        session.attach("client");
        later(Duration.ofMinutes(11));
        Workbench.await(session, view -> view.state() == SessionState.DEAD);
        assertThat(session.view().reason()).contains("ttl 10m");
    }

    @Test
    void maxAge_endsSessionsThatAskedForNoAge() throws Exception {
        SessionSettings.Retention was = SessionSettings.Retention.defaults();
        SessionSettings.Retention keep = new SessionSettings.Retention(
                was.outputBytes(),
                was.recordBytes(),
                was.requestBytes(),
                was.segmentBytes(),
                was.deadListed(),
                was.deletedKept(),
                was.age(),
                null,
                Duration.ofMinutes(10),
                was.durability());
        bench = new Workbench(root)
                .clock(new Ahead())
                .settings(each -> each.with(keep))
                .start();
        Session plain = bench.ready();
        plain.attach("client");
        Session asked = another(wish(0, "20m", null));
        later(Duration.ofMinutes(11));
        Workbench.await(plain, view -> view.state() == SessionState.DEAD);
        assertThat(plain.view().reason()).contains("600 s (culling.max-age)");
        assertThat(asked.view().state()).isEqualTo(SessionState.RUNNING);
        later(Duration.ofMinutes(10));
        Workbench.await(asked, view -> view.state() == SessionState.DEAD);
        assertThat(asked.view().reason()).contains("ttl 20m");
    }

    private final class Ahead extends Clock {
        @Override
        public Instant instant() {
            return Instant.now().plusMillis(aheadMillis.get());
        }

        @Override
        public ZoneId getZone() {
            return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
