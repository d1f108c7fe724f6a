package dev.hearth.gateway.livy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.batch.BatchBench;
import dev.hearth.gateway.batch.Batches;
import dev.hearth.gateway.batch.FakeBatchLauncher;
import dev.hearth.gateway.http.Face;
import dev.hearth.gateway.http.api.HearthBatchFace;
import dev.hearth.gateway.jupyter.FaceBench;
import dev.hearth.gateway.security.Access;
import dev.hearth.launcher.LaunchProgress.Phase;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches in a place that tells how far they are, as a cluster does. */
class BatchPlacesTest {
    private static final String APPLICATION = "application_1700000000000_0001";
    private static final String PAGE = "http://rm:8088/proxy/" + APPLICATION + "/";

    @TempDir
    Path root;

    private final FakeBatchLauncher launcher = new FakeBatchLauncher();
    private FaceBench bench;
    private Batches batches;
    private Path apps;

    @BeforeEach
    void start() throws Exception {
        apps = Files.createDirectories(root.resolve("apps"));
        Files.writeString(apps.resolve("ok.py"), "print(1)\n");
        launcher.cluster();
        bench = new FaceBench(root).start(this::faces);
    }

    private List<Face> faces(FaceBench made) {
        batches = new Batches(BatchBench.setup(made, root.resolve("batches"), launcher));
        batches.recover();
        LivySettings livy = LivySettings.defaults("default").withFiles(new FileRule(List.of(apps)));
        ResourceSettings resources = new ResourceSettings(1 << 20, Duration.ofSeconds(1));
        Access access = new Access();
        return List.of(new LivyBatchFace(batches, access, livy, resources), new HearthBatchFace(batches, access));
    }

    private void again() throws Exception {
        batches.close();
        bench.again(this::faces);
    }

    @AfterEach
    void stop() throws Exception {
        batches.close();
        bench.close();
    }

    private void create() throws Exception {
        assertThat(bench.send("POST", "/batches", "{\"file\":\"" + apps.resolve("ok.py") + "\"}")
                        .statusCode())
                .isEqualTo(201);
    }

    private JsonNode get(String path) throws Exception {
        return Json.read(RawJson.of(bench.get(path).body()));
    }

    private String state() throws Exception {
        return get("/batches/0/state").path("state").asText();
    }

    private void await(String state) throws Exception {
        FaceBench.await(() -> {
            try {
                return state().equals(state);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    private void awaitReason(String reason) throws Exception {
        FaceBench.await(() -> {
            try {
                return get("/hearth/batches/0").path("reason").asText().equals(reason);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void queued_isStarting_andSaysWhatItWaitsFor() throws Exception {
        create();
        launcher.tell(Phase.QUEUED, "it waits in the YARN queue \"etl\"", APPLICATION, PAGE);

        awaitReason("it waits in the YARN queue \"etl\"");
        assertThat(state()).isEqualTo("starting");
        assertThat(get("/batches/0").path("log").toString()).contains("it waits in the YARN queue");
        assertThat(get("/batches/0").path("appId").asText()).isEqualTo(APPLICATION);
    }

    @Test
    void running_hasItsNameAndItsPage_alsoBehindItsEndAndInTheNextGateway() throws Exception {
        create();
        assertThat(get("/batches/0").path("appId").isNull()).isTrue();
        assertThat(get("/batches/0").path("appInfo").path("sparkUiUrl").isNull())
                .isTrue();
        launcher.tell(Phase.RUNNING, "", APPLICATION, PAGE);
        await("running");
        again();
        assertThat(state()).isEqualTo("running");
        launcher.end(0, "done");
        await("success");
        again();

        JsonNode batch = get("/batches/0");
        assertThat(batch.path("appId").asText()).isEqualTo(APPLICATION);
        assertThat(batch.path("appInfo").path("sparkUiUrl").asText()).isEqualTo(PAGE);
        assertThat(batch.path("appInfo").path("driverLogUrl").asText()).endsWith("/log");
        assertThat(get("/hearth/batches/0").path("application").asText()).isEqualTo(APPLICATION);
        assertThat(get("/hearth/batches/0").path("page").asText()).isEqualTo(PAGE);
    }

    @Test
    void running_thenAcceptedAgain_staysRunning() throws Exception {
        create();
        launcher.tell(Phase.RUNNING, "", APPLICATION, PAGE);
        await("running");
        launcher.tell(Phase.QUEUED, "it waits", APPLICATION, PAGE);

        awaitReason("it waits");
        assertThat(state()).isEqualTo("running");
    }

    @Test
    void page_ofAnotherKindThanAnAddress_isNone() throws Exception {
        create();
        launcher.tell(Phase.RUNNING, "", APPLICATION, "N/A");
        await("running");

        assertThat(get("/batches/0").path("appInfo").path("sparkUiUrl").isNull())
                .isTrue();
    }

    @Test
    void gatewayEnds_inTheMiddleOfALaunch_theNextFindsTheApplication() throws Exception {
        launcher.forgetLaunches();
        create();
        again();
        launcher.tell(Phase.RUNNING, "", APPLICATION, PAGE);
        await("running");

        assertThat(launcher.requests).hasSize(1);
    }

    @Test
    void killed_whereItRuns_isKilled_andSaysByWhom() throws Exception {
        create();
        launcher.tell(Phase.RUNNING, "", APPLICATION, PAGE);
        await("running");
        launcher.killElsewhere("YARN killed the application for user root");
        await("killed");

        assertThat(get("/hearth/batches/0").path("reason").asText())
                .isEqualTo("YARN killed the application for user root");
    }

    @Test
    void log_ofARunningOne_isFetched() throws Exception {
        create();
        launcher.tell(Phase.RUNNING, "", APPLICATION, PAGE);
        await("running");
        launcher.print("half way\n");

        assertThat(get("/batches/0/log").path("log").toString()).contains("half way");
        launcher.print("nearly there\n");
        assertThat(bench.get("/hearth/batches/0/log").body()).isEqualTo("nearly there\n");
    }
}
