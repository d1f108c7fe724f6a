package dev.hearth.interpreter.scala;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.scala.deps.JarSettings;
import dev.hearth.interpreter.scala.deps.SparkJars;
import dev.hearth.interpreter.scala.show.ViewLimits;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** A session of Scala cells with a Spark that starts when a cell wants it. Used by one test class. */
final class SparkHere {
    private static final String TAG = "busy";

    final ScalaSession session;
    private final String master;
    private final Path classes;
    private @Nullable SparkSession spark;
    volatile int started;

    SparkHere(String master) throws Exception {
        this.master = master;
        classes = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "cells");
        home();
        Supplier<SparkSession> session = this::spark;
        this.session = new ScalaSession(ScalaSettings.in(classes)
                .withViews(ViewLimits.DEFAULTS.withRows(3))
                .withJars(JarSettings.DEFAULTS.withSpark(new SparkJars(session)))
                .withBindings(
                        List.of(
                                new Binding("spark", "org.apache.spark.sql.SparkSession", session),
                                new Binding("sc", "org.apache.spark.SparkContext", this::context)),
                        List.of("import spark.implicits._", "import org.apache.spark.sql.functions._")));
    }

    SparkContext context() {
        return spark().sparkContext();
    }

    synchronized SparkSession spark() {
        if (spark == null) {
            started++;
            Thread.currentThread().setContextClassLoader(session.interpreter.classLoader());
            spark = SparkSession.builder()
                    .master(master)
                    .appName("cells")
                    .config("spark.ui.enabled", "false")
                    .config("spark.driver.host", "127.0.0.1")
                    .config("spark.driver.bindAddress", "127.0.0.1")
                    .config("spark.executor.memory", "512m")
                    .config("spark.executor.defaultJavaOptions", "-XX:TieredStopAtLevel=1 -Xshare:auto")
                    .config("spark.sql.shuffle.partitions", "2")
                    .config("spark.log.level", "WARN")
                    .config("spark.repl.class.outputDir", classes.toString())
                    .getOrCreate();
            spark.sparkContext().setInterruptOnCancel(true);
        }
        return spark;
    }

    /**
     * Runs a cell of two tasks with {@code body} in each, interrupts it when both are in their bodies, cancelling its jobs as
     * a driver would, and returns what became of it.
     */
    ExecutionResult interruptedInTwoTasks(String body) throws Exception {
        Path begun = Files.createTempDirectory(classes, "begun");
        onCellThread(() -> context().addJobTag(TAG));
        try {
            ScalaSession.Running cell = session.begin("sc.parallelize(1 to 2, 2).foreach { n => "
                    + "java.nio.file.Files.createFile(java.nio.file.Path.of(\"" + begun + "\", n.toString)); "
                    + body
                    + " }");
            awaitFiles(begun, 2);
            cell.interrupt();
            context().cancelJobsWithTag(TAG);
            return cell.result();
        } finally {
            onCellThread(() -> context().removeJobTag(TAG));
        }
    }

    private void onCellThread(Runnable work) throws Exception {
        session.onCellThread(() -> {
            work.run();
            return "";
        });
    }

    private static void awaitFiles(Path folder, int count) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try (Stream<Path> files = Files.list(folder)) {
                if (files.count() >= count) {
                    return;
                }
            }
            assertThat(System.nanoTime())
                    .as("time to begin " + count + " tasks")
                    .isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    void close() throws Exception {
        if (spark != null) {
            spark.stop();
        }
        session.close();
    }

    /** A Spark home for executors, with everything on the class path but Hearth. */
    private static void home() throws IOException {
        Path home = Path.of(System.getenv("SPARK_HOME"));
        Path jars = Files.createDirectories(home.resolve("jars"));
        Files.writeString(home.resolve("RELEASE"), "Spark for tests\n");
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path jar = Path.of(entry);
            if (entry.endsWith(".jar") && !entry.contains("hearth") && !entry.contains("junit")) {
                try {
                    Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
                } catch (FileAlreadyExistsException linked) {
                    // By an earlier run.
                }
            }
        }
    }
}
