package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code jupyter lab} as a process, with a home and settings of its own. Not thread-safe. */
final class JupyterLab {
    private static final String TOKEN = "lab";

    /** What it would ask for over the network, what hides cells that are out of sight, and how long it waits for completions. */
    private static final Map<String, String> SETTINGS = Map.of(
            "apputils-extension/notification",
            "{\"fetchNews\": \"false\", \"checkForUpdates\": false}",
            "notebook-extension/tracker",
            "{\"windowingMode\": \"none\"}",
            "completer-extension/manager",
            "{\"providerTimeout\": 30000}");

    private static final Pattern ADDRESS = Pattern.compile("(http://127\\.0\\.0\\.1:\\d+/)lab\\?token=");

    private final Process process;
    private final Path log;

    private JupyterLab(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts it in a folder, whose {@code notebooks} it serves, with further options. */
    static JupyterLab start(Path folder, List<String> options, Map<String, String> environment) throws Exception {
        Files.createDirectories(folder.resolve("notebooks"));
        for (Map.Entry<String, String> each : SETTINGS.entrySet()) {
            Path file = folder.resolve("settings/@jupyterlab/" + each.getKey() + ".jupyterlab-settings");
            Files.createDirectories(file.getParent());
            Files.writeString(file, each.getValue());
        }
        List<String> command = new ArrayList<>(List.of(
                Environment.clientPython(),
                "-m",
                "jupyterlab",
                "--no-browser",
                "--allow-root",
                "--ip=127.0.0.1",
                "--port=0",
                "--ServerApp.root_dir=" + folder.resolve("notebooks"),
                "--IdentityProvider.token=" + TOKEN,
                "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"));
        command.addAll(options);
        Path log = Files.createDirectories(Environment.root().resolve("tests/target/jupyterlab"))
                .resolve(folder.getFileName() + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        Map<String, String> its = builder.environment();
        its.put("HOME", folder.toString());
        its.put("JUPYTER_CONFIG_DIR", folder.resolve("config").toString());
        its.put("JUPYTER_DATA_DIR", folder.resolve("data").toString());
        its.put("JUPYTER_RUNTIME_DIR", folder.resolve("runtime").toString());
        its.put("JUPYTERLAB_SETTINGS_DIR", folder.resolve("settings").toString());
        its.put("JUPYTERLAB_WORKSPACES_DIR", folder.resolve("workspaces").toString());
        its.put("IPYTHONDIR", folder.resolve("ipython").toString());
        its.putAll(environment);
        return new JupyterLab(builder.start(), log);
    }

    /** The address of a notebook's page, once it can be opened. */
    String page(String notebook) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (true) {
            Optional<String> url = url();
            if (url.isPresent()) {
                return url.get() + "lab/tree/" + notebook + "?token=" + TOKEN;
            }
            assertThat(process.isAlive() && System.nanoTime() < deadline)
                    .as("JupyterLab starts; it said:%n%s", Files.readString(log))
                    .isTrue();
            Thread.sleep(50); // it tells nobody that it has come up
        }
    }

    private Optional<String> url() throws Exception {
        Matcher said = ADDRESS.matcher(Files.readString(log));
        return said.find() ? Optional.of(said.group(1)) : Optional.empty();
    }

    /** Programs that it started and that are there now. */
    List<ProcessHandle> children() {
        return process.descendants().toList();
    }

    /** An orderly stop, which ends its kernels; ends what does not stop. */
    void end() throws Exception {
        List<ProcessHandle> children = children();
        process.destroy();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        assertThat(ended)
                .as("JupyterLab stops; it said:%n%s", Files.readString(log))
                .isTrue();
    }
}
