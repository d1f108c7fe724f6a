package dev.hearth.yarn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.launcher.BatchLauncher;
import dev.hearth.launcher.BatchRequest;
import dev.hearth.launcher.DriverExit;
import dev.hearth.launcher.LaunchException;
import dev.hearth.launcher.LaunchException.Reason;
import dev.hearth.launcher.LaunchRequest;
import dev.hearth.launcher.LaunchedDriver;
import dev.hearth.launcher.Launcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts drivers in containers of a YARN cluster, in cluster mode.
 *
 * <p>Thread-safe. A launch blocks until YARN has taken the application: two seconds as a rule, minutes where nothing was prepared.
 * Applications outlive it.
 */
public final class YarnLauncher implements Launcher, BatchLauncher {
    private static final Logger LOG = LoggerFactory.getLogger(YarnLauncher.class);

    /** The launch file in a container. */
    private static final String LAUNCH_FILE = "hearth.launch";

    private static final String MAIN = "dev.hearth.driver.ContainerMain";

    /** Spark's word for "the class is on the class path already". */
    private static final String NO_FILE = "spark-internal";

    private final YarnSettings settings;
    private final Path driverJar;
    private final Submitter submitter;
    private final Watch watch;
    private final Leftovers leftovers;

    /**
     * A launcher.
     *
     * @param driverJar the driver program on this machine
     */
    public YarnLauncher(YarnSettings settings, Cluster cluster, Path driverJar) {
        this.settings = settings;
        this.driverJar = driverJar;
        this.submitter = cluster.submitter();
        this.watch = cluster.watch();
        this.leftovers = new Leftovers(settings.tag(), submitter, watch);
    }

    @Override
    public Optional<String> handleBefore(LaunchRequest request) {
        return Optional.of(handle(request).encode());
    }

    private static YarnHandle handle(LaunchRequest request) {
        return new YarnHandle(
                "hearth-" + request.session() + "-" + request.incarnation(),
                Instant.now(),
                request.user(),
                request.directory());
    }

    @Override
    public LaunchedDriver launch(LaunchRequest request) throws LaunchException {
        YarnHandle handle = handle(request);
        makeFolder(request.directory());
        Map<String, String> conf =
                DriverConf.of(request.settings(), "hearth-" + request.session(), settings.queue(), tags(handle));
        ObjectNode submit = submission(handle, conf).put("class", MAIN).put("file", NO_FILE);
        submit.put("driver", driverJar.toString()).put("python", true).put("classData", settings.classData());
        submit.putArray("arguments").add(LAUNCH_FILE);
        submit.putObject("private").put(LAUNCH_FILE, Base64.getEncoder().encodeToString(request.descriptor()));
        return submitted(handle, submit);
    }

    @Override
    public Optional<String> handleBefore(BatchRequest request) {
        return Optional.of(BatchSubmission.handle(request).encode());
    }

    @Override
    public LaunchedDriver launch(BatchRequest request) throws LaunchException {
        YarnHandle handle = BatchSubmission.handle(request);
        makeFolder(request.directory());
        Map<String, String> conf = BatchSubmission.conf(request, settings.queue(), tags(handle));
        return submitted(handle, BatchSubmission.onto(submission(handle, conf), request));
    }

    private List<String> tags(YarnHandle handle) {
        return List.of("hearth", settings.tag(), handle.tag());
    }

    private ObjectNode submission(YarnHandle handle, Map<String, String> conf) {
        ObjectNode submit = Submitter.request("submit")
                .put("tag", handle.tag())
                .put("user", handle.user() == null ? "" : handle.user())
                .put("queue", conf.getOrDefault("spark.yarn.queue", ""))
                .put("folder", settings.folder())
                .put("program", settings.submitWith() == YarnSettings.SubmitWith.SPARK_SUBMIT);
        ObjectNode properties = submit.putObject("conf");
        conf.forEach(properties::put);
        return submit;
    }

    private LaunchedDriver submitted(YarnHandle handle, ObjectNode submit) throws LaunchException {
        YarnLog log = new YarnLog(handle.log());
        log.note("asks YARN for a driver, as " + handle.tag());
        watch.expect(handle.tag());
        try {
            JsonNode report = submitter.askNow(submit, settings.submitWithin(), log::note);
            log.note("YARN has taken it: " + report.path("app").asText() + " in the queue \""
                    + report.path("queue").asText() + "\", as user "
                    + report.path("user").asText());
            LOG.info("{} is {}", handle.tag(), report.path("app").asText());
            YarnApplication application =
                    watch.add(new YarnApplication(handle, submitter, watch, settings.waitWithin()));
            application.report(report);
            watch.look();
            return application;
        } catch (SubmitterException e) {
            String sentence = e.kind().equals(SubmitterException.REFUSED) ? e.text() : YarnReason.sentence(e.text());
            log.note(sentence);
            throw new LaunchException(
                    e.isUnreachable() ? Reason.UNAVAILABLE : Reason.CANNOT_START, sentence, log.tail(), e);
        } finally {
            watch.forget(handle.tag());
        }
    }

    private static void makeFolder(Path folder) throws LaunchException {
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new LaunchException(Reason.CANNOT_START, "the folder " + folder + " cannot be made: " + e, e);
        }
    }

    /** Whether it still runs is found out by the watch: a cluster that does not answer now ends nothing. */
    @Override
    public Optional<LaunchedDriver> adopt(String text) {
        Optional<YarnHandle> handle = YarnHandle.decode(text);
        if (handle.isEmpty()) {
            return Optional.empty();
        }
        YarnApplication application =
                watch.add(new YarnApplication(handle.get(), submitter, watch, settings.waitWithin()));
        watch.look();
        return Optional.of(application);
    }

    /** Only of a handle that is none of YARN's: what else became of an application, one that is adopted tells. */
    @Override
    public DriverExit ended(String text) {
        return new DriverExit(
                OptionalInt.empty(),
                Optional.empty(),
                "it was started where the profile ran applications before, and is not known to YARN",
                List.of());
    }

    /**
     * Puts into the cluster's file system what every driver needs. Blocks, for minutes.
     *
     * @return the files that are there then
     */
    public List<String> prepare(Consumer<String> notes) throws LaunchException {
        try {
            ObjectNode request = Submitter.request("prepare")
                    .put("folder", settings.folder())
                    .put("driver", driverJar.toString())
                    .put("classData", settings.classData());
            JsonNode answer = submitter.askNow(request, settings.submitWithin(), notes);
            return answer.path("files").findValuesAsText("file");
        } catch (SubmitterException e) {
            throw new LaunchException(
                    e.isUnreachable() ? Reason.UNAVAILABLE : Reason.CANNOT_START, YarnReason.sentence(e.text()), e);
        }
    }

    /** Looks for what earlier gateways have left in the cluster, at once and from time to time. After all was adopted. */
    public void tidy() {
        leftovers.begin();
    }

    /** Ends nothing: what is the cluster's is closed with that. */
    @Override
    public void close() {}
}
