package dev.hearth.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.journal.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The explicit keys of every section; {@link ConfigurationFileTest} has those of the whole and of profiles. */
class SectionsTest {

    private static Configuration parse(String text) throws ConfigurationException {
        return ConfigurationFile.parse(text, Path.of("/"));
    }

    @Test
    void culling_explicitKeys() throws Exception {
        assertThat(parse("culling: {idle-timeout: 2h, interval: 30s, connected: true, busy: true, max-age: 8h}\n")
                        .culling())
                .isEqualTo(new Culling(Duration.ofHours(2), Duration.ofSeconds(30), true, true, Duration.ofHours(8)));
    }

    @Test
    void livy_explicitKeys() throws Exception {
        assertThat(parse(
                                "livy: {fields: 0.7, local-dirs: [/srv/apps, own], upload: 5MiB, ended-for: 2m, csrf-protection: true}\n")
                        .livy())
                .isEqualTo(new Livy(
                        LivyFields.NINE,
                        List.of(Path.of("/srv/apps"), Path.of("/own")),
                        ByteSize.parse("5MiB"),
                        Duration.ofMinutes(2),
                        true));
        assertThat(parse("livy: {fields: current}\n").livy()).isEqualTo(Livy.defaults());
        assertThatThrownBy(() -> parse("livy: {fields: 0.8}\n"))
                .hasMessageContaining("line 1")
                .hasMessageContaining("current or 0.7");
        assertThatThrownBy(() -> parse("livy: {upload: 0B}\n")).hasMessageContaining("upload must be at least");
    }

    @Test
    void timeouts_explicitKeys() throws Exception {
        assertThat(parse("""
                                timeouts:
                                  start: 1s
                                  recover: 2s
                                  stop: 3s
                                  shutdown: 4s
                                  heartbeat: 5s
                                  orphan: 6s
                                  link-down: 500ms
                                  request: 8s
                                  connection-idle: 9m
                                  ping: 10s
                                  stalled-client: 11m
                                  for-kernels: 12m
                                """).timeouts())
                .isEqualTo(new Timeouts(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(6),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(8),
                        Duration.ofMinutes(9),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(11),
                        Duration.ofMinutes(12)));
    }

    @Test
    void limits_explicitKeys() throws Exception {
        assertThat(parse("""
                                limits:
                                  body: 1KiB
                                  frame: 2KiB
                                  message: 3MiB
                                  shell-queue: 4
                                  sessions: 5
                                  batches: 11
                                  concurrent-starts: 6
                                  connections: 7
                                  event-streams: 8
                                  output-log: 9MiB
                                """).limits())
                .isEqualTo(new Limits(
                        new ByteSize(1024),
                        new ByteSize(2048),
                        ByteSize.ofMebibytes(3),
                        4,
                        5,
                        11,
                        6,
                        7,
                        8,
                        ByteSize.ofMebibytes(9)));
    }

    @Test
    void retention_explicitKeys() throws Exception {
        assertThat(parse("retention: {output: 1MiB, other: 2MiB, age: 30d, dead-listed: 1h, deleted: 0}\n")
                        .retention())
                .isEqualTo(new Retention(
                        ByteSize.ofMebibytes(1),
                        ByteSize.ofMebibytes(2),
                        Duration.ofDays(30),
                        Duration.ofHours(1),
                        Duration.ZERO));
    }

    @Test
    void journal_explicitKeys() throws Exception {
        assertThat(parse("journal: {durability: forced, segment: 1MiB}\n").journal())
                .isEqualTo(new JournalKeeping(Durability.FORCED, ByteSize.ofMebibytes(1)));
    }

    @Test
    void log_explicitKeys() throws Exception {
        assertThat(parse("log: {level: debug, file-size: 1MiB, files: 2, driver-size: 8MiB}\n")
                        .log())
                .isEqualTo(new Logging(Logging.Level.DEBUG, ByteSize.ofMebibytes(1), 2, ByteSize.ofMebibytes(8)));
    }

    @Test
    void sizes_areReadAndWritten() {
        assertThat(ByteSize.parse("256MiB").bytes()).isEqualTo(256L << 20);
        assertThat(ByteSize.parse("0B").bytes()).isZero();
        assertThat(ByteSize.parse("1536KiB")).hasToString("1536KiB");
        assertThat(ByteSize.parse("1024KiB")).hasToString("1MiB");
        assertThatThrownBy(() -> ByteSize.parse("256MB")).hasMessageContaining("256MiB");
        assertThatThrownBy(() -> ByteSize.parse("99999999999TiB")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ByteSize.parse("-1B")).isInstanceOf(IllegalArgumentException.class);
    }
}
