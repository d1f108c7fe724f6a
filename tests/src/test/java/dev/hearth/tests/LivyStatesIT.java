package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The states of a session as a client sees them that asks every ten milliseconds. */
class LivyStatesIT {
    private static final int MOST_CHANGES = 100;

    @TempDir
    static Path folder;

    private static GatewayProcess gateway;
    private static LivyCalls livy;

    @BeforeAll
    static void start() throws Exception {
        Path data = folder.resolve("data");
        Configurations.write(data, Configurations.spark(""));
        gateway = GatewayProcess.start(data);
        livy = new LivyCalls(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** A change: {@code application} is {@code appId}, empty as long as there is none. */
    private record Seen(String state, String application) {}

    @Test
    void sql_isIdleOnlyOnSpark_andGoesThroughItsStatesInOrder() throws Exception {
        int session = livy.session("{\"kind\":\"sql\"}");
        BlockingQueue<Seen> changes = new LinkedBlockingQueue<>(MOST_CHANGES);
        CompletableFuture<Void> watching = CompletableFuture.runAsync(() -> watch(session, changes));
        List<Seen> seen = new ArrayList<>();

        until("idle", changes, seen);
        String statement = livy.send(session, "pyspark", "import time; time.sleep(0.5)");
        until("busy", changes, seen);
        livy.ended(statement);
        until("idle", changes, seen);
        assertThat(gateway.request("POST", "/sessions/" + session + "/stop", "").statusCode())
                .isEqualTo(204);
        until("dead", changes, seen);

        watching.get(10, TimeUnit.SECONDS);
        assertThat(states(seen)).containsExactly("starting", "idle", "busy", "idle", "shutting_down", "dead");
        assertThat(seen)
                .filteredOn(each -> each.state().matches("idle|busy"))
                .allSatisfy(each -> assertThat(each.application()).isNotEmpty());
    }

    /** The states without those that follow themselves, with another application. */
    private static List<String> states(List<Seen> seen) {
        List<String> states = new ArrayList<>();
        for (Seen each : seen) {
            if (states.isEmpty() || !states.get(states.size() - 1).equals(each.state())) {
                states.add(each.state());
            }
        }
        return states;
    }

    private static void until(String state, BlockingQueue<Seen> changes, List<Seen> seen) throws Exception {
        while (true) {
            Seen next = Objects.requireNonNull(
                    changes.poll(1, TimeUnit.MINUTES), () -> "waits for " + state + " after " + seen);
            seen.add(next);
            if (next.state().equals(state)) {
                return;
            }
        }
    }

    private static void watch(int session, BlockingQueue<Seen> changes) {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        Seen last = new Seen("", "");
        while (!last.state().equals("dead") && System.nanoTime() < deadline) {
            Seen now = now(session);
            if (!now.equals(last)) {
                changes.add(now);
                last = now;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private static Seen now(int session) {
        try {
            JsonNode view = livy.get("/sessions/" + session);
            return new Seen(view.path("state").asText(), view.path("appId").asText(""));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
