package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.tests.YarnCluster.Ended;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./hearth cluster} as people type it. */
@Timeout(900)
class ClusterIT {
    private static final Duration SOON = Duration.ofMinutes(3);

    @TempDir
    Path temporary;

    private static List<ProcessHandle> daemonsOf(YarnCluster cluster) {
        return ProcessHandle.allProcesses()
                .filter(each ->
                        each.info().commandLine().orElse("").contains("java.io.tmpdir=" + cluster.folder() + "/"))
                .toList();
    }

    @Test
    void up_twiceAtOnce_startsEachDaemonOnce_andDown_leavesNoProcessAndNoFile() throws Exception {
        YarnCluster cluster = new YarnCluster(temporary.resolve("run"));
        try {
            YarnCluster.Running first = cluster.begin("up", "--memory", "2048");
            YarnCluster.Running second = cluster.begin("up", "--memory", "2048");
            List<Ended> both = List.of(YarnCluster.await(first, SOON), YarnCluster.await(second, SOON));
            assertThat(both).extracting(Ended::code).as(both.toString()).containsExactly(0, 0);
            assertThat(both.stream().filter(each -> each.output().contains("all four daemons ran already")))
                    .as(both.toString())
                    .hasSize(1);
            assertThat(daemonsOf(cluster))
                    .extracting(ProcessHandle::pid)
                    .containsExactlyInAnyOrderElementsOf(cluster.pids().values());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cluster.folder())))
                    .isEqualTo("rwx------");

            YarnRest rm = cluster.rm();
            String id = rm.newApplication();
            assertThat(rm.submit(id, "default", "sleep 1234").statusCode()).isEqualTo(202);
            Path containers = cluster.folder().resolve("data/nm-local/usercache");
            rm.awaitApp(id, app -> !processesWithin(containers).isEmpty(), SOON);

            assertThat(cluster.run("down", "--purge")).matches(ended -> ended.code() == 0, "ends with 0");
            assertThat(daemonsOf(cluster)).isEmpty();
            assertThat(processesWithin(containers)).isEmpty();
            assertThat(cluster.folder()).doesNotExist();
        } finally {
            cluster.run("down", "--kill", "--purge");
        }
    }

    private static List<ProcessHandle> processesWithin(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(each -> each.info().commandLine().orElse("").contains(folder + "/"))
                .toList();
    }

    @Test
    void daemons_listenOnLoopbackAlone() throws Exception {
        YarnCluster cluster = YarnCluster.shared();
        for (Map.Entry<String, Long> daemon : cluster.pids().entrySet()) {
            List<String> addresses = ListeningSockets.of(daemon.getValue());
            assertThat(addresses)
                    .as(daemon.getKey())
                    .hasSizeGreaterThanOrEqualTo(2)
                    .allMatch(ListeningSockets::isLoopback);
        }
    }

    @Test
    void files_belongToWhoPutThem_andHomesToTheirUsers() throws Exception {
        YarnCluster cluster = YarnCluster.shared();
        WebHdfs alice = cluster.hdfs("alice");
        byte[] content = "what alice wrote".getBytes(StandardCharsets.UTF_8);
        alice.put("/user/alice/with space", content);
        assertThat(alice.read("/user/alice/with space")).isEqualTo(content);
        assertThat(alice.status("/user/alice/with space").path("owner").asText())
                .isEqualTo("alice");
        assertThat(alice.list("/user/alice")).contains("with space");
        assertThatThrownBy(() -> cluster.hdfs("bob").delete("/user/alice/with space"))
                .isInstanceOf(WebHdfs.Refused.class)
                .hasMessageContaining("403");
        assertThat(alice.exists("/user/alice/with space")).isTrue();
        assertThat(alice.delete("/user/alice/with space")).isTrue();
        assertThat(alice.exists("/user/alice/with space")).isFalse();
        assertThat(cluster.hdfs().status("/tmp").path("permission").asText()).isEqualTo("1777");
    }

    @Test
    void aResourceManager_thatIsKilled_comesBackWithItsNodeAndItsApplications() throws Exception {
        YarnCluster cluster = YarnCluster.shared();
        YarnRest rm = cluster.rm();
        String id = rm.newApplication();
        assertThat(rm.submit(id, "default", "sleep 1235").statusCode()).isEqualTo(202);
        Map<String, Long> before = cluster.pids();
        cluster.killResourceManager();
        Ended without = cluster.run("status");
        assertThat(without.code()).isEqualTo(3);
        assertThat(without.output())
                .containsPattern("ResourceManager +does not run")
                .containsPattern("NodeManager +runs");
        cluster.startResourceManager();
        assertThat(rm.nodes())
                .hasSize(1)
                .allMatch(node -> node.path("state").asText().equals("RUNNING"));
        Map<String, Long> after = cluster.pids();
        assertThat(after.get("rm")).isNotEqualTo(before.get("rm"));
        assertThat(after.get("nm")).isEqualTo(before.get("nm"));
        assertThat(rm.app(id).path("state").asText()).isNotIn("FAILED", "FINISHED");
        assertThat(rm.send("PUT", "apps/" + id + "/state", "{\"state\":\"KILLED\"}")
                        .statusCode())
                .isBetween(200, 202);
        rm.awaitApp(id, app -> app.path("state").asText().equals("KILLED"), SOON);
        Ended with = cluster.run("status");
        assertThat(with).matches(ended -> ended.code() == 0, "ends with 0");
        assertThat(with.output())
                .containsPattern("nodes +.*RUNNING")
                .containsPattern("memory +\\d+ MB of \\d+ MB free");
    }

    @Test
    void queueClosed_refusesEverybody_theOthersTakeProxiedUsers() throws Exception {
        YarnCluster cluster = YarnCluster.shared();
        assertThat(cluster.rm().queues())
                .extracting(queue -> queue.path("queueName").asText())
                .containsExactlyInAnyOrder("default", "etl", "closed");
        for (YarnRest rm : List.of(cluster.rm(), cluster.rm("alice"))) {
            assertThat(rm.submit(rm.newApplication(), "closed", "true").body()).contains("does not have permission");
        }
        YarnRest alice = cluster.rm("alice");
        String id = alice.newApplication();
        assertThat(alice.submit(id, "etl", "exit 7").statusCode()).isEqualTo(202);
        JsonNode app = alice.awaitApp(id, now -> now.path("state").asText().equals("FAILED"), SOON);
        assertThat(app.path("user").asText()).isEqualTo("alice");
        assertThat(app.path("queue").asText()).endsWith("etl");
        assertThat(app.path("diagnostics").asText()).contains("exitCode: 7");
    }

    @Test
    void down_leavesAProcessAlone_thatHasThePidOfADaemonThatIsGone() throws Exception {
        YarnCluster cluster = new YarnCluster(temporary.resolve("run"));
        Process stranger = new ProcessBuilder("sleep", "300").start();
        try {
            Files.createDirectories(cluster.folder().resolve("processes"));
            Files.writeString(cluster.folder().resolve("cluster.json"), "{\"ports\": {}, \"memory\": 4096}");
            Files.writeString(
                    cluster.folder().resolve("processes/rm.json"),
                    "{\"pid\": " + stranger.pid() + ", \"began\": \"at another time\"}");
            Ended ended = cluster.run("down", "--kill");
            assertThat(ended.output()).contains("the ResourceManager does not run");
            assertThat(ended.code()).isZero();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void purge_leavesAFolderAlone_thatIsNoClusters() throws Exception {
        YarnCluster cluster = new YarnCluster(temporary.resolve("letters"));
        Files.createDirectories(cluster.folder());
        Files.writeString(cluster.folder().resolve("letter"), "dear");
        for (Ended ended : List.of(cluster.run("down", "--purge"), cluster.run("up"))) {
            assertThat(ended.code()).as(ended.output()).isEqualTo(1);
        }
        assertThat(cluster.folder().resolve("letter")).hasContent("dear");
        assertThat(cluster.folder().resolve("lock")).doesNotExist();
        assertThat(cluster.run("status").code()).isEqualTo(3);
        assertThat(cluster.run("up", "--ports", "1").code()).isEqualTo(2);
        assertThat(cluster.run("down", "--only", "rm,xy").output()).contains("there is no daemon 'xy'");
    }
}
