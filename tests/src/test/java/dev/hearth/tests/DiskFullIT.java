package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.tests.KernelClient.Received;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway can no longer write, and later it can again. */
class DiskFullIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void filesMayNotGrow_theSessionSaysSoAndLivesOn_andTheOutputWaitsInTheDriversLog() throws Exception {
        Path data = folder.resolve("data");
        Configurations.write(data, Configurations.pythonAlone(""));
        try (GatewayProcess gateway = GatewayProcess.start(data)) {
            String kernel = KernelClient.startKernel(gateway, "hearth-python");
            gateway.awaitSession(kernel, DiskFullIT::runs, LONG);
            long pid = gateway.handle().pid();
            Path journal = data.resolve("sessions/" + kernel + "/journal");
            outlast(
                    gateway,
                    kernel,
                    // Of the gateway alone, and of whatever file: the driver has its own limits.
                    () -> run("prlimit", "--pid", "" + pid, "--fsize=" + (largest(journal) + (1 << 20)) + ":"),
                    () -> run("prlimit", "--pid", "" + pid, "--fsize=unlimited:"));
        }
    }

    @Test
    void diskOfTheJournalIsFull_theSessionSaysSoAndLivesOn_andTheOutputWaitsInTheDriversLog() throws Exception {
        Path data = folder.resolve("data");
        Path mount = Files.createDirectory(folder.resolve("mount"));
        Assumptions.assumeTrue(mounts(mount, "4m"), "no file system can be mounted here");
        Configurations.write(data, Configurations.pythonAlone(""));
        Path journal = null;
        try (GatewayProcess first = GatewayProcess.start(data)) {
            String kernel = KernelClient.startKernel(first, "hearth-python");
            first.awaitSession(kernel, DiskFullIT::runs, LONG);
            first.kill();
            journal = data.resolve("sessions/" + kernel + "/journal");
            run("cp", "-a", journal + "/.", mount.toString());
            run("mount", "--move", mount.toString(), journal.toString());
            String place = journal.toString();
            try (GatewayProcess gateway = GatewayProcess.start(data, first.port())) {
                gateway.awaitSession(kernel, view -> view.at("/link/up").asBoolean(), LONG);
                outlast(gateway, kernel, () -> {}, () -> run("mount", "-o", "remount,size=64m", place));
            }
        } finally {
            run("umount", (journal == null ? mount : journal).toString());
        }
    }

    @Test
    void diskOfEverythingIsFull_cellsThatPrintWait_othersEnd_andAllOfItComesWhenThereIsRoom() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Assumptions.assumeTrue(mounts(disk, "16m"), "no file system can be mounted here");
        Path data = disk.resolve("data");
        Configurations.write(data, Configurations.pythonAlone(""));
        try {
            try (GatewayProcess gateway = GatewayProcess.start(data)) {
                String kernel = KernelClient.startKernel(gateway, "hearth-python");
                String quiet = KernelClient.startKernel(gateway, "hearth-python");
                Path full = folder.resolve("full");
                try (KernelClient client = KernelClient.connect(gateway, kernel, "disk");
                        KernelClient beside = KernelClient.connect(gateway, quiet, "disk")) {
                    client.run("1", LONG);
                    beside.run("import os, time; print('here')", LONG);
                    String silent = beside.execute("while not os.path.exists(r'" + full
                            + "'):\n    time.sleep(0.02)\nraise ValueError('?' * 20000)");
                    String flood = client.execute("for i in range(20000):\n    print(i, '.' * 1000)");
                    awaitNoRoom(disk);
                    Thread.sleep(2000); // until whoever writes has met it
                    JsonNode view = gateway.awaitSession(
                            kernel, each -> each.path("reason").asText().contains("cannot be written"), LONG);
                    assertThat(view.path("state").asText()).isEqualTo("running");
                    assertThat(view.path("execution_state").asText()).isEqualTo("busy");
                    Files.createFile(full);
                    Thread.sleep(1000); // the silent cell ends, and its reply has nowhere to go but the ballast
                    for (String each :
                            List.of(kernel, quiet)) { // a reply that got in by the ballast does not take it back
                        assertThat(gateway.session(each).path("reason").asText())
                                .contains("cannot be written");
                    }
                    run("mount", "-o", "remount,size=200m", disk.toString());
                    checkLines(client.untilDone(flood, List.of(), LONG), 20000);
                    beside.untilDone(silent, List.of(), LONG);
                    gateway.awaitSession(
                            kernel, each -> each.path("reason").asText().isEmpty(), LONG);
                    assertThat(KernelClient.text(beside.run("os.path.exists(r'" + full + "')", LONG)))
                            .isEqualTo("True");
                    gateway.awaitSession(
                            quiet, each -> each.path("reason").asText().isEmpty(), LONG);
                }
                // The store can write again, too.
                String next = KernelClient.startKernel(gateway, "hearth-python");
                gateway.awaitSession(next, DiskFullIT::runs, LONG);
            }
        } finally {
            run("umount", disk.toString());
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private void outlast(GatewayProcess gateway, String kernel, Step fill, Step free) throws Exception {
        String other = KernelClient.startKernel(gateway, "hearth-python");
        try (KernelClient client = KernelClient.connect(gateway, kernel, "disk");
                KernelClient beside = KernelClient.connect(gateway, kernel, "beside")) {
            assertThat(KernelClient.text(client.run("'before'", LONG))).isEqualTo("'before'");
            gateway.awaitSession(other, DiskFullIT::runs, LONG);
            fill.run();
            Path done = folder.resolve("done-" + kernel);
            String flood = client.execute(
                    "for i in range(8000):\n    print(i, '.' * 1000)\nopen(r'" + done + "', 'w').close()");
            awaitFile(done); // 8 MB: the cell has ended, and the gateway cannot have it all
            JsonNode view = gateway.awaitSession(
                    kernel, each -> each.path("reason").asText().contains("cannot be written"), LONG);
            assertThat(view.path("state").asText()).isEqualTo("running");
            assertThat(view.path("execution_state").asText()).isEqualTo("busy");

            free.run();
            checkLines(client.untilDone(flood, List.of(), LONG), 8000);
            assertThat(KernelClient.text(client.run("i + 1", LONG))).isEqualTo("8000");
            assertThat(KernelClient.text(beside.run("i + 2", LONG))).isEqualTo("8001");
            assertThat(gateway.session(kernel).path("reason").asText()).isEmpty();
            assertThat(gateway.session(other).path("reason").asText()).isEmpty();
        }
    }

    private static void checkLines(List<Received> messages, int count) {
        StringBuilder text = new StringBuilder();
        for (Received message : messages) {
            text.append(
                    message.type().equals("stream")
                            ? message.content().path("text").asText()
                            : "");
        }
        String[] lines = text.toString().split("\n");
        assertThat(lines).hasSize(count);
        for (int i = 0; i < count; i++) {
            assertThat(lines[i]).startsWith(i + " ");
        }
        assertThat(messages.stream().map(Received::id)).doesNotHaveDuplicates();
    }

    private static boolean runs(JsonNode view) {
        return view.path("state").asText().equals("running");
    }

    private static void awaitFile(Path file) throws Exception {
        long end = System.nanoTime() + LONG.toNanos();
        while (!Files.exists(file)) {
            assertThat(System.nanoTime()).as("waiting for " + file).isLessThan(end);
            Thread.sleep(20); // nobody tells when a file appears
        }
    }

    /** Less than what is printed at once. */
    private static void awaitNoRoom(Path disk) throws Exception {
        long end = System.nanoTime() + LONG.toNanos();
        while (Files.getFileStore(disk).getUsableSpace() > 128 << 10) {
            assertThat(System.nanoTime()).as("waiting for a full disk").isLessThan(end);
            Thread.sleep(50); // nobody tells when a disk is full
        }
    }

    private static long largest(Path directory) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.mapToLong(file -> file.toFile().length()).max().orElse(0);
        }
    }

    private static boolean mounts(Path at, String size) throws Exception {
        return new ProcessBuilder("mount", "-t", "tmpfs", "-o", "mode=700,size=" + size, "tmpfs", at.toString())
                        .redirectErrorStream(true)
                        .start()
                        .waitFor()
                == 0;
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(List.of(command) + ": " + said).isZero();
    }
}
