package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./hearth attach} under a pseudo-terminal, and what joins the kernel that it makes of a session. */
@Timeout(300)
class AttachIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    /** What is to be done when a play asks for it. */
    private interface Deed {
        void done(String what) throws Exception;
    }

    private ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.redirectError(
                ProcessBuilder.Redirect.appendTo(folder.resolve("err").toFile()));
        builder.environment().put("HEARTH_NO_SETUP", "1");
        builder.environment().put("HEARTH_PYTHON", Environment.python());
        builder.environment().put("TERM", "xterm");
        builder.environment().put("PROMPT_TOOLKIT_NO_CPR", "1"); // nobody is there who says where the cursor is
        builder.environment()
                .put("JUPYTER_RUNTIME_DIR", folder.resolve("runtime").toString());
        builder.environment().put("JUPYTER_CONFIG_DIR", folder.resolve("config").toString());
        builder.environment().put("IPYTHONDIR", folder.resolve("ipython").toString());
        return builder;
    }

    private static List<String> attach(String... words) {
        List<String> command =
                new ArrayList<>(List.of(Environment.root().resolve("hearth").toString(), "attach"));
        command.addAll(Arrays.asList(words));
        return command;
    }

    private List<String> play(String name, Deed deed, List<String> program) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Environment.clientPython(),
                Environment.root()
                        .resolve("tests/src/test/python/attach_terminal.py")
                        .toString(),
                name));
        command.addAll(program);
        Process process = builder(command).start();
        List<String> printed = new ArrayList<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
                OutputStream in = process.getOutputStream()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                printed.add(line);
                if (line.startsWith("> ")) {
                    deed.done(line.substring(2));
                    in.write("done\n".getBytes(StandardCharsets.UTF_8));
                    in.flush();
                }
            }
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(printed).as(said()).last().isEqualTo("over");
            return printed;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private String said() throws Exception {
        return Files.readString(folder.resolve("err"));
    }

    private String printed(List<String> command) throws Exception {
        Process process = builder(command).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(text + said()).isZero();
        return text;
    }

    @Test
    void session_ofAnotherClient_isSeen_usedAndLeft_byATerminal_aConsole_andEndsUnderOne() throws Exception {
        Path data = folder.resolve("data");
        Configurations.write(data, Configurations.pythonAlone(""));
        AtomicReference<GatewayProcess> gateway = new AtomicReference<>(GatewayProcess.start(data));
        try {
            Path token =
                    Files.writeString(folder.resolve("token"), gateway.get().token());
            Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
            String[] named = {"--url", gateway.get().url(), "--token-file", token.toString()};
            String[] local = {"--data", data.toString()};
            assertThat(printed(attach(local))).contains("There is no session to attach to");

            String id = KernelClient.startKernel(gateway.get(), "hearth-python");
            try (KernelClient first = KernelClient.connect(gateway.get(), id, "first")) {
                assertThat(KernelClient.text(first.run("x = 41\nprint('history', x)", PATIENCE)))
                        .contains("history 41");
                first.run("1 / 0", PATIENCE);
                assertThat(printed(attach(named))).contains(id, "python", "idle");

                Deed deed = what -> {
                    if (what.startsWith("kill")) {
                        int port = gateway.get().port();
                        gateway.get().kill();
                        gateway.set(GatewayProcess.start(data, port));
                    } else {
                        first.run("print('hello', name)", PATIENCE);
                    }
                };
                List<String> terminal = attach(named);
                terminal.add(id.substring(0, 8));
                assertThat(play("hearth", deed, terminal))
                        .contains(
                                "the history is shown",
                                "cells that are typed run",
                                "Ctrl-C interrupts the cell",
                                "what others run is shown",
                                "the gateway came back");
            }
            assertThat(gateway.get().session(id).path("state").asText()).isEqualTo("running");

            existingKernel(id, local);
            assertThat(gateway.get().session(id).path("state").asText()).isEqualTo("running");

            List<String> last = attach(local);
            last.add(id);
            play("dies", what -> gateway.get().request("DELETE", "/api/kernels/" + id, ""), last);
        } finally {
            gateway.get().close();
        }
    }

    private void existingKernel(String id, String... gateway) throws Exception {
        Path file = folder.resolve("existing.json");
        List<String> command = attach(gateway);
        command.addAll(List.of(id, "--connection-file", file.toString()));
        Process process = builder(command).start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).as(said()).isEqualTo("jupyter console --existing " + file);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            play(
                    "console",
                    what -> {},
                    List.of(
                            Environment.clientPython(),
                            "-m",
                            "jupyter_console",
                            "--existing",
                            file.toString(),
                            "--ZMQTerminalInteractiveShell.include_other_output=True"));
            process.toHandle().destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertThat(file).doesNotExist();
    }
}
