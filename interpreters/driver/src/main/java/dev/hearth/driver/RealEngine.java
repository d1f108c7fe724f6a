package dev.hearth.driver;

import dev.hearth.driver.dispatch.CellJobs;
import dev.hearth.driver.dispatch.LanguageHost;
import dev.hearth.driver.dispatch.Languages;
import dev.hearth.driver.dispatch.OwnComms;
import dev.hearth.driver.dispatch.SharedFiles;
import dev.hearth.driver.dispatch.ValueExchange;
import dev.hearth.driver.log.DriverLog;
import dev.hearth.driver.output.Publisher;
import dev.hearth.driver.spark.SparkFacts;
import dev.hearth.driver.spark.SparkHost;
import dev.hearth.driver.spark.SparkSettings;
import dev.hearth.driver.spark.SparkSharedFiles;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.python.Py4JSparkServer;
import dev.hearth.interpreter.python.PythonInterpreter;
import dev.hearth.interpreter.python.PythonSettings;
import dev.hearth.interpreter.python.SparkEndpoint;
import dev.hearth.interpreter.scala.Prelude;
import dev.hearth.interpreter.scala.ScalaInterpreter;
import dev.hearth.interpreter.scala.ScalaSettings;
import dev.hearth.interpreter.scala.StandardStreams;
import dev.hearth.interpreter.scala.deps.JarSettings;
import dev.hearth.interpreter.scala.deps.SparkJars;
import dev.hearth.interpreter.scala.show.ViewLimits;
import dev.hearth.interpreter.sql.SqlInterpreter;
import dev.hearth.interpreter.sql.SqlSettings;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.Release;
import dev.hearth.protocol.link.LaunchDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Scala, Python and SQL on one Spark session. Thread-safe. */
final class RealEngine implements Engine {
    /** How many rows of a table Scala cells show, in Spark's configuration. */
    private static final String ROWS_SHOWN = "spark.hearth.display.rows";

    /** Where Spark on YARN says which jars it has put beside the driver. */
    private static final String LOCALISED_JARS = "spark.yarn.secondary.jars";

    private final SparkJobs jobs;
    private final SparkHost spark;
    private final StandardStreams streams;
    private final ScalaInterpreter scala;
    private final Languages languages;
    private final MonitorComms comms;
    private final CompletableFuture<SparkEndpoint> endpoint = new CompletableFuture<>();
    private volatile @Nullable ValueExchange values;
    private volatile @Nullable Py4JSparkServer py4j;
    private volatile String banner = "Hearth " + Release.VERSION;

    /** An engine in which nothing is started; as {@link EngineFactory#make}. */
    RealEngine(
            LaunchDescriptor descriptor,
            Publisher publisher,
            ScheduledExecutorService scheduler,
            Consumer<String> onSparkEnd) {
        Path folder = Path.of(descriptor.directory());
        Path own = folder.resolve(LaunchDescriptor.OWN_FOLDER);
        SparkSettings settings = new SparkSettings(
                descriptor.applicationName(),
                descriptor.sparkConf(),
                own.resolve("repl-classes"),
                folder.resolve("spark"));
        jobs = new SparkJobs(settings, publisher, scheduler, this::classes, ProgressMode.of(descriptor), onSparkEnd);
        spark = jobs.host();
        comms = new MonitorComms(spark, publisher, scheduler);
        streams = StandardStreams.install();
        scala = new ScalaInterpreter(scalaSettings(descriptor, settings, spark), streams);
        languages = new Languages(
                descriptor.language(),
                List.of(
                        new LanguageHost(scala),
                        new LanguageHost(new PythonInterpreter(pythonSettings(descriptor, own))),
                        new LanguageHost(new SqlInterpreter(
                                spark.session(),
                                SqlSettings.DEFAULTS
                                        .withParameters(this::parameter)
                                        .withKept(own.resolve("results"))))));
        values = new ValueExchange(languages);
    }

    private ClassLoader classes() {
        return scala.classLoader();
    }

    /** The value of {@code :name} in SQL. */
    private Optional<Facility.Value> parameter(String name) {
        ValueExchange exchange = values;
        return exchange == null ? Optional.empty() : exchange.parameter(name, Language.SQL);
    }

    private static ScalaSettings scalaSettings(LaunchDescriptor descriptor, SparkSettings settings, SparkHost spark) {
        return ScalaSettings.in(settings.replClasses())
                .withPrelude(sparkShell(spark.session()).over(Prelude.DISPLAYS))
                .withViews(views(descriptor))
                .withJars(JarSettings.DEFAULTS
                        .withSpark(new SparkJars(spark.session()))
                        .withPresent(localJars(descriptor)))
                .withBindings(List.of(), descriptor.settings().scalaPreamble());
    }

    /** Of the jars that Spark's conf names, those of this machine: Spark itself gives them to its executors. */
    private static List<Path> localJars(LaunchDescriptor descriptor) {
        List<Path> jars = new ArrayList<>();
        for (String each : descriptor.sparkConf().getOrDefault("spark.jars", "").split(",")) {
            String name = each.strip().replaceFirst("^(?:file|local):/*", "/");
            if (name.startsWith("/") && Files.isRegularFile(Path.of(name))) {
                jars.add(Path.of(name));
            }
        }
        // In a container they lie in the working directory.
        for (String each :
                descriptor.sparkConf().getOrDefault(LOCALISED_JARS, "").split(",")) {
            Path jar = Path.of(each.strip()).toAbsolutePath();
            if (Files.isRegularFile(jar)) {
                jars.add(jar);
            }
        }
        return jars;
    }

    private static ViewLimits views(LaunchDescriptor descriptor) {
        String rows = descriptor.sparkConf().getOrDefault(ROWS_SHOWN, "");
        return rows.matches("\\d{1,6}") ? ViewLimits.DEFAULTS.withRows(Integer.parseInt(rows)) : ViewLimits.DEFAULTS;
    }

    /** The names that a Spark shell has. */
    private static Prelude sparkShell(Supplier<SparkSession> session) {
        return new Prelude(
                List.of("org.apache.spark.SparkContext", "org.apache.spark.sql.functions", "hearth.SparkImplicits"),
                List.of("import _root_.hearth.SparkNames.{spark, sc, sql}"),
                List.of("hearth.SparkNames", "hearth.SparkNames$", "hearth.SparkImplicits", "hearth.SparkImplicits$"),
                Map.of("spark", session));
    }

    private PythonSettings pythonSettings(LaunchDescriptor descriptor, Path own) {
        String given = descriptor.python();
        String executable = given == null ? System.getenv().getOrDefault("PYSPARK_DRIVER_PYTHON", "python3") : given;
        return PythonSettings.of(executable, Path.of("").toAbsolutePath(), own.resolve("python"))
                .withEnvironment(descriptor.environment())
                .withSpark(() -> endpoint.minimalCompletionStage());
    }

    @Override
    public Languages languages() {
        return languages;
    }

    @Override
    public CellJobs jobs() {
        return jobs;
    }

    @Override
    public OwnComms comms() {
        return comms;
    }

    @Override
    public SharedFiles files() {
        return new SparkSharedFiles(spark.session());
    }

    @Override
    public RawJson startSpark() {
        // Spark hands the loader on to the threads that read objects of cells' classes.
        Thread.currentThread().setContextClassLoader(scala.classLoader());
        try {
            SparkFacts facts = spark.start();
            startPy4J();
            banner = "Hearth " + Release.VERSION + " on Spark " + facts.sparkVersion() + ", Scala "
                    + facts.scalaVersion() + ", Java " + facts.javaVersion();
            DriverLog.info("found Spark " + facts.sparkVersion() + ", master " + facts.master());
            return Json.write(Json.object()
                    .put("spark", facts.sparkVersion())
                    .put("scala", facts.scalaVersion())
                    .put("java", facts.javaVersion())
                    .put("master", facts.master())
                    .put("app_id", facts.applicationId())
                    .put("ui", facts.uiUrl().orElse(null)));
        } catch (RuntimeException | LinkageError e) {
            endpoint.completeExceptionally(e);
            throw e;
        }
    }

    /** Without it only Python has no Spark. */
    private void startPy4J() {
        try {
            Py4JSparkServer server =
                    Py4JSparkServer.start(spark.session().get().sparkContext().getConf());
            py4j = server;
            endpoint.complete(server.endpoint());
        } catch (RuntimeException | LinkageError e) {
            DriverLog.warn("Python cannot reach Spark", e);
            endpoint.completeExceptionally(e);
        }
    }

    @Override
    public String banner() {
        return banner;
    }

    @Override
    public void close() {
        languages.all().forEach(host -> {
            try {
                host.close();
            } catch (RuntimeException e) {
                DriverLog.warn("an interpreter did not close", e);
            }
        });
        Py4JSparkServer server = py4j;
        if (server != null) {
            server.close();
        }
        spark.close();
        streams.close();
    }
}
