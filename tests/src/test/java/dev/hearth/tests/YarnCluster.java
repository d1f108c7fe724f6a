package dev.hearth.tests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * HDFS and YARN as {@code ./hearth cluster} runs them. Starting one takes some ten seconds on a quiet machine, so tests share
 * {@link #shared()} and keep apart by queue, user or tag. Thread-safe, but for what stops and starts daemons.
 */
final class YarnCluster {
    private static final Duration UP = Duration.ofMinutes(6);
    private static final Duration DOWN = Duration.ofMinutes(2);
    private static @Nullable YarnCluster shared;

    private final Path folder;

    /** What a command has printed, both streams in one, and how it ended. */
    record Ended(int code, String output) {}

    YarnCluster(Path folder) {
        this.folder = folder;
    }

    /**
     * The cluster of this JVM, started at its first use; it goes when the JVM ends. It has homes for {@code alice} and
     * {@code bob}.
     */
    static synchronized YarnCluster shared() throws Exception {
        if (shared == null) {
            Path parent = Files.createTempDirectory("hearth-cluster");
            YarnCluster made = new YarnCluster(parent.resolve("run"));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> made.remove(parent), "cluster-down"));
            made.up("--user", "alice", "--user", "bob");
            shared = made;
        }
        return shared;
    }

    /** Starts what does not run; further arguments as {@code up} has them. */
    Ended up(String... arguments) throws Exception {
        Ended ended = await(begin("up", arguments), UP);
        if (ended.code() != 0) {
            throw new AssertionError("the cluster did not start: " + ended.output());
        }
        return ended;
    }

    /** Any command of {@code ./hearth cluster} on this folder, whatever its end. */
    Ended run(String command, String... arguments) throws Exception {
        return await(begin(command, arguments), DOWN);
    }

    /** The same without waiting. Its output goes to a file, for {@link #await}. */
    Running begin(String command, String... arguments) throws IOException {
        List<String> words =
                new ArrayList<>(List.of(Environment.root().resolve("hearth").toString(), "cluster", command));
        words.addAll(List.of("--folder", folder.toString()));
        words.addAll(List.of(arguments));
        Path output = Files.createTempFile(folder.getParent(), command, ".out");
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.redirectOutput(output.toFile());
        builder.environment().put("HEARTH_NO_SETUP", "1");
        builder.environment().put("HEARTH_PYTHON", Environment.python());
        return new Running(builder.start(), output);
    }

    /** A command that has begun. */
    record Running(Process process, Path output) {}

    static Ended await(Running running, Duration timeout) throws Exception {
        if (!running.process().waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            running.process().destroyForcibly();
            throw new AssertionError("not ended after " + timeout + ": " + Files.readString(running.output()));
        }
        return new Ended(running.process().exitValue(), Files.readString(running.output()));
    }

    /** Where everything of it lies. */
    Path folder() {
        return folder;
    }

    /** HADOOP_CONF_DIR. */
    Path conf() {
        return folder.resolve("conf");
    }

    /** HDFS as its superuser, who is the user of this JVM. */
    WebHdfs hdfs() throws IOException {
        return hdfs(System.getProperty("user.name"));
    }

    /** HDFS as some user. */
    WebHdfs hdfs(String user) throws IOException {
        return new WebHdfs("http://127.0.0.1:" + port("nn-http"), user);
    }

    /** The ResourceManager as the user of the daemons, who may see and kill everything. */
    YarnRest rm() throws IOException {
        return rm(System.getProperty("user.name"));
    }

    /** The ResourceManager as some user. */
    YarnRest rm(String user) throws IOException {
        return new YarnRest("http://127.0.0.1:" + port("rm-http"), user);
    }

    /** A port by its name in {@code cluster.json}. */
    int port(String name) throws IOException {
        return json("cluster.json").path("ports").path(name).asInt();
    }

    /** The pids of the daemons that were started and not ended by {@code down}, by the daemons' short names. */
    Map<String, Long> pids() throws IOException {
        Map<String, Long> pids = new TreeMap<>();
        for (String name : List.of("nn", "dn", "rm", "nm")) {
            if (Files.exists(folder.resolve("processes/" + name + ".json"))) {
                pids.put(name, json("processes/" + name + ".json").path("pid").asLong());
            }
        }
        return pids;
    }

    private JsonNode json(String file) throws IOException {
        return Json.parse(RawJson.of(Files.readString(folder.resolve(file))));
    }

    /** {@code kill -9}; the node and its containers go on. */
    void killResourceManager() throws Exception {
        Ended ended = run("down", "--only", "rm", "--kill");
        if (ended.code() != 0) {
            throw new AssertionError("the ResourceManager was not killed: " + ended.output());
        }
    }

    /** Starts it again, and returns when it has its node again. */
    void startResourceManager() throws Exception {
        up();
    }

    /** Ends all of it at once, with containers, and removes the folder. */
    void close() throws Exception {
        Ended ended = run("down", "--kill", "--purge");
        if (ended.code() != 0) {
            throw new AssertionError("the cluster was not removed: " + ended.output());
        }
    }

    private void remove(Path parent) {
        try {
            close();
            try (var left = Files.list(parent)) {
                for (Path each : left.toList()) {
                    Files.delete(each);
                }
            }
            Files.delete(parent);
        } catch (Exception e) {
            System.err.println("the tests' cluster in " + parent + " may still be there: " + e);
        }
    }
}
