package dev.hearth.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How the gateway on this machine is found, or started; what is started is a script that says what a gateway says. */
@Timeout(60)
class LocalGatewayTest {
    private Path home;
    private Path data;
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void use(@TempDir Path folder) throws IOException {
        home = Files.createDirectories(folder.resolve("home"));
        data = folder.resolve("data");
    }

    @Test
    void gatewayThatHasSaidWhereItIs_isTaken() throws Exception {
        script("exit 1");
        try (ServerSocket gateway = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            announce(gateway.getLocalPort(), "secret");

            Door door = new LocalGateway(home, data).open(told::add);

            assertThat(door).isEqualTo(new Door(at(gateway.getLocalPort()), "secret"));
            assertThat(door.toString()).doesNotContain("secret");
            assertThat(told).isEmpty();
        }
    }

    @Test
    void nobody_isStarted_inASessionOfItsOwn_andItsFilesAreItsUsersAlone() throws Exception {
        try (ServerSocket gateway = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            serving(gateway.getLocalPort());

            Door door = new LocalGateway(home, data).open(told::add);

            assertThat(door.base()).isEqualTo(at(gateway.getLocalPort()));
            assertThat(told).hasSize(1).first().asString().contains("is being started");
            assertThat(Files.readString(home.resolve("words")).strip())
                    .isEqualTo("serve --data " + data + " --port 0 --for-kernels");
            assertThat(data.resolve("log/for-kernels.log")).content().contains("a line of its log");
            for (String file : List.of("lock", "starting", "log/for-kernels.log")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(file))))
                        .isEqualTo("rw-------");
            }
            long session =
                    Long.parseLong(Files.readString(home.resolve("session")).strip());
            assertThat(session).isNotEqualTo(sessionOf(ProcessHandle.current().pid()));
        }
    }

    private static long sessionOf(long process) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process + "/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3]);
    }

    @Test
    void gatewayThatWasKilled_isStartedOnItsPort_andElsewhereIfThatIsTaken() throws Exception {
        int before;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            before = gone.getLocalPort();
        }
        announce(before, "old");
        try (ServerSocket gateway = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // What stands for the gateway cannot have the port.
            script("echo \"$@\" >> " + home + "/words; [ \"$5\" = 0 ] || exit 1; " + says(gateway.getLocalPort()));

            Door door = new LocalGateway(home, data).open(told::add);

            assertThat(door).isEqualTo(new Door(at(gateway.getLocalPort()), "new"));
            assertThat(Files.readAllLines(home.resolve("words")))
                    .containsExactly(
                            "serve --data " + data + " --port " + before + " --for-kernels",
                            "serve --data " + data + " --port 0 --for-kernels");
        }
    }

    @Test
    void startThatFails_saysWhy_andAfterAFewIsGivenUp() throws Exception {
        script("echo 'the configuration is wrong' >&2; exit 1");
        LocalGateway local = new LocalGateway(home, data);

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> local.open(told::add))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the configuration is wrong");
        }
        assertThatThrownBy(() -> local.open(told::add))
                .isInstanceOf(BridgeException.class)
                .hasMessageContaining("for-kernels.log");
    }

    @Test
    void folderWithOtherThings_isNotTouched() throws Exception {
        script("exit 1");
        Files.createDirectories(data);
        Files.writeString(data.resolve("thesis.txt"), "mine");

        assertThatThrownBy(() -> new LocalGateway(home, data).open(told::add))
                .isInstanceOf(BridgeException.class)
                .hasMessageContaining("no data directory of Hearth");
        try (var files = Files.list(data)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void folderThatSeveralMakeAtOnce_isTakenByAllOfThem() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 300; round++) {
                Path folder = data.resolve("round-" + round);
                CyclicBarrier together = new CyclicBarrier(4);
                Callable<Boolean> prepare = () -> {
                    together.await(10, TimeUnit.SECONDS);
                    new LocalGateway(home, folder).prepare();
                    return true;
                };
                for (Future<Boolean> each : threads.invokeAll(Collections.nCopies(4, prepare))) {
                    assertThat(each.get()).isTrue();
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void serving(int port) throws IOException {
        script("echo \"$@\" >> " + home + "/words; cut -d' ' -f6 /proc/$$/stat > " + home
                + "/session; echo 'a line of its log' >&2; " + says(port));
    }

    private String says(int port) {
        return "echo http://127.0.0.1:" + port + " > \"$3/address\"; echo new > \"$3/running-token\"; echo serving";
    }

    private void script(String text) throws IOException {
        Path script = Files.writeString(home.resolve("hearth"), "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    private void announce(int port, String token) throws IOException {
        Files.createDirectories(data);
        Files.writeString(data.resolve("lock"), "");
        Files.writeString(data.resolve("address"), at(port) + "\n");
        Files.writeString(data.resolve("running-token"), token + "\n");
    }

    private static URI at(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }
}
