package dev.hearth.interpreter.python;

import static dev.hearth.interpreter.python.TestPython.lines;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.ExecutionResult.Interrupted;
import dev.hearth.interpreter.ExpressionResult;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.InterpreterException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;

/** A program for the Spark that the pyspark package brings: {@link PythonOnSparkIT} starts it in a JVM of its own. */
final class SparkScenario {
    private final TestPython python;
    private final CompletableFuture<SparkEndpoint> endpoint;
    private final Map<Integer, String> tags = new ConcurrentHashMap<>();
    private final Path directory;

    private SparkScenario(Path directory, Path sparkHome) throws Exception {
        this.directory = directory;
        endpoint = new CompletableFuture<>();
        Path py4j;
        try (var files = Files.list(sparkHome.resolve("python/lib"))) {
            py4j = files.filter(file -> file.getFileName().toString().startsWith("py4j"))
                    .findAny()
                    .orElseThrow();
        }
        python = new TestPython(TestPython.settings(directory)
                .withPythonPath(List.of(sparkHome.resolve("python/lib/pyspark.zip"), py4j))
                .withSpark(() -> endpoint));
    }

    /** Arguments: a directory, and Spark's home. Prints a line for each step that held. */
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        Files.writeString(
                directory.resolve("someone.py"),
                lines(
                        "def count():",
                        "    from pyspark.sql import SparkSession",
                        "    return SparkSession.builder.appName('mine').getOrCreate().range(3).count()"));
        SparkScenario scenario = new SparkScenario(directory, Path.of(args[1]));
        try {
            scenario.run();
            System.out.println("HELD everything");
        } catch (Throwable e) {
            e.printStackTrace(System.out);
        } finally {
            scenario.python.close();
        }
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private void run() throws Exception {
        step("cell before Spark", () -> assertThat(python.text("1 + 1")).isEqualTo("2"));
        CompletableFuture<SparkSession> starting = CompletableFuture.supplyAsync(this::startSpark);
        step("library waits for Spark", () -> assertThat(python.text("import someone; someone.count()"))
                .isEqualTo("3"));
        SparkSession spark = starting.get();
        step("first cell on Spark", () -> assertThat(python.text("spark.range(10).count()"))
                .isEqualTo("10"));
        step("next cell on Spark", () -> assertThat(python.text("spark.range(11).count()"))
                .isEqualTo("11"));
        step("names", () -> assertThat(
                        python.text("(sc.version == spark.version, sqlContext.sql('select 1').count(), sc.appName)"))
                .isEqualTo("(True, 1, 'scenario')"));
        spark.range(4).createOrReplaceTempView("from_java");
        step("views are shared", () -> assertThat(python.text("spark.table('from_java').count()"))
                .isEqualTo("4"));
        step("udf", () -> assertThat(python.text(lines(
                        "from pyspark.sql.functions import udf",
                        "import sys",
                        "where = udf(lambda n: sys.executable)",
                        "spark.range(1).select(where('id')).first()[0] == sys.executable")))
                .isEqualTo("True"));
        step("secret stays out of the environment", () -> assertThat(
                        python.text("import os; [k for k in os.environ if 'GATEWAY' in k]"))
                .isEqualTo("[]"));
        step("tags", this::tags);
        step("expressions are tagged", this::expressionTags);
        step("interrupt of an expression by tag", () -> interruptExpression(spark));
        step("interrupt by tag", () -> interrupt(spark, true));
        step("cancelled jobs overtake the interrupt", () -> cancel(spark, true));
        step("jobs that somebody else cancels", () -> cancel(spark, false));
        step("interrupt by signal alone", () -> interrupt(spark, false));
        step("ten interrupts of jobs at random moments", () -> interruptAtRandom(spark));
        step("values pass without a copy", () -> passValues(spark));
        step("subshell beside a job, with its own tag", () -> besideAJob(spark));
        step("dies and comes back", () -> {
            try {
                python.run("import os; os._exit(1)", new RecordingContext());
            } catch (dev.hearth.interpreter.InterpreterDiedException e) {
                python.python.start();
            }
            assertThat(python.text("spark.table('from_java').count()")).isEqualTo("4");
        });
        python.text("None");
        long begin = System.nanoTime();
        for (int i = 0; i < 200; i++) {
            python.text("1 + 1");
        }
        System.out.println("1+1 round trip beside Spark: " + (System.nanoTime() - begin) / 200_000 + " us");
    }

    private SparkSession startSpark() {
        SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .appName("scenario")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "2")
                .config(
                        "spark.sql.warehouse.dir",
                        directory.resolve("warehouse").toString())
                .getOrCreate();
        spark.sparkContext().addSparkListener(new SparkListener() {
            @Override
            public void onJobStart(SparkListenerJobStart start) {
                tags.put(start.jobId(), start.properties().getProperty("spark.job.tags", ""));
            }
        });
        endpoint.complete(Py4JSparkServer.start(spark.sparkContext().getConf()).endpoint());
        return spark;
    }

    private void tags() throws Exception {
        tags.clear();
        String code = lines(
                "import threading",
                "from concurrent.futures import ThreadPoolExecutor",
                "spark.range(1).count()",
                "sc.setLocalProperty('spark.scheduler.pool', 'mine')",
                "pools = []",
                "def work():",
                "    sc.parallelize([1], 1).count()",
                "    pools.append(sc.getLocalProperty('spark.scheduler.pool'))",
                "t = threading.Thread(target=work); t.start(); t.join()",
                "with ThreadPoolExecutor(1) as pool: pool.submit(work).result()",
                "sc.setLocalProperty('spark.scheduler.pool', None)",
                "(pools, sorted(sc.getJobTags()))");
        Cell cell = python.cell(code);
        ExecutionResult result = python.python.execute(cell, new RecordingContext());
        assertThat(result.toString()).contains("['mine', 'mine'], ['" + cell.jobTag() + "']");
        awaitJobs(3);
        assertThat(tags.values()).allSatisfy(tag -> assertThat(tag).contains(cell.jobTag()));
        Cell next = python.cell("spark.range(2).count(), sc.getJobTags()");
        assertThat(python.python.execute(next, new RecordingContext()).toString())
                .contains("{'" + next.jobTag() + "'}");
    }

    private void expressionTags() throws Exception {
        Cell cell = python.cell("None");
        python.python.execute(cell, new RecordingContext());
        tags.clear();
        var values = python.python.evaluate(
                Map.of("count", "spark.range(3).count()", "tags", "sc.getJobTags()"), new RecordingContext());
        assertThat(values.get("tags")).asString().contains("{'" + cell.jobTag() + "'}");
        awaitJobs(1);
        assertThat(tags.values()).allSatisfy(tag -> assertThat(tag).contains(cell.jobTag()));
    }

    private void interruptExpression(SparkSession spark) throws Exception {
        Cell cell =
                python.cell("import time\nwait = lambda: sc.parallelize([1], 1).map(lambda n: time.sleep(60)).count()");
        python.python.execute(cell, new RecordingContext());
        tags.clear();
        RecordingContext context = new RecordingContext();
        CompletableFuture<Map<String, ExpressionResult>> values = CompletableFuture.supplyAsync(() -> {
            try {
                return python.python.evaluate(Map.of("jobs", "wait()"), context);
            } catch (InterpreterException e) {
                throw new IllegalStateException(e);
            }
        });
        awaitJobs(1);
        interruptLikeTheDriver(spark, cell, context, values);
        assertThat(values.get().get("jobs")).isInstanceOf(ExpressionResult.Failed.class);
        assertThat(spark.sparkContext().statusTracker().getActiveJobIds()).isEmpty();
    }

    private void passValues(SparkSession spark) throws Exception {
        Facility.Values values = python.python.facility(Facility.Values.class).orElseThrow();
        python.value(lines(
                "import pandas",
                "frame = spark.range(3).selectExpr('id * 2 as twice')",
                "small = pandas.DataFrame({'a': [1, 2], 'b': ['x', None]})"));
        assertThat(values.give("frame").orElseThrow().live())
                .isInstanceOfSatisfying(
                        Dataset.class, given -> assertThat(given.count()).isEqualTo(3));
        assertThat(values.give("small").orElseThrow().live()).isInstanceOfSatisfying(Dataset.class, given -> assertThat(
                        given.schema().simpleString())
                .isEqualTo("struct<a:bigint,b:string>"));
        values.take("taken", Facility.Value.object(spark.range(5).toDF("n"), "Dataset"));
        assertThat(python.text("type(taken).__name__, taken.columns, taken.count()"))
                .isEqualTo("('DataFrame', ['n'], 5)");
        values.take("listed", Facility.Value.object(new java.util.ArrayList<>(List.of(1, 2)), "ArrayList"));
        assertThat(python.text("listed.size()")).isEqualTo("2");
        assertThat(values.give("listed").orElseThrow().live()).isEqualTo(List.of(1, 2));
        assertThat(values.variables()).anySatisfy(one -> {
            assertThat(one.type()).isEqualTo("pyspark.DataFrame");
            assertThat(one.preview()).isEqualTo("DataFrame[twice: bigint]");
        });
        assertThat(values.variables()).extracting(Facility.Variable::name).doesNotContain("spark", "sc", "sqlContext");
    }

    private void besideAJob(SparkSession spark) throws Exception {
        RecordingContext context = new RecordingContext();
        RecordingContext besides = new RecordingContext();
        Cell main = python.cell("import time\nsc.parallelize([1], 1).map(lambda n: time.sleep(60)).count()");
        tags.clear();
        CompletableFuture<ExecutionResult> running = python.begin(main, context);
        awaitJobs(1);
        Facility.Subshells subshells =
                python.python.facility(Facility.Subshells.class).orElseThrow();
        String id = subshells.create();
        Cell beside = new Cell("beside", "spark.range(7).count()", 1, false, false, "tag-beside", id);
        tags.clear();
        assertThat(python.python.execute(beside, new RecordingContext()).toString())
                .contains("\"7\"");
        assertThat(tags.values()).isNotEmpty().allSatisfy(tag -> assertThat(List.of(tag.split(",")))
                .contains("tag-beside")
                .doesNotContain(main.jobTag()));
        assertThat(running).isNotDone();
        Cell slow = new Cell("slow", main.code(), 1, false, false, "tag-slow", id);
        tags.clear();
        CompletableFuture<ExecutionResult> ended = python.begin(slow, besides);
        awaitJobs(1);
        interruptLikeTheDriver(spark, slow, besides, ended);
        assertThat(ended.get()).isInstanceOf(Interrupted.class);
        assertThat(running).isNotDone();
        interruptLikeTheDriver(spark, main, context, running);
        assertThat(running.get()).isInstanceOf(Interrupted.class);
        assertThat(subshells.delete(id)).isTrue();
    }

    /** The interpreter first, and then the jobs until the cell is over: a cell whose job is cancelled first just fails. */
    private void interruptLikeTheDriver(
            SparkSession spark, Cell cell, RecordingContext context, CompletableFuture<?> ended) throws Exception {
        context.interruptInput();
        python.python.interrupt(cell.id());
        for (int i = 0; i < 100 && !ended.isDone(); i++) {
            spark.sparkContext().cancelJobsWithTag(cell.jobTag());
            try {
                ended.get(200, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // The driver asks Spark again after this time as well.
            }
        }
        assertThat(ended).isDone();
    }

    private void awaitJobs(int count) throws InterruptedException {
        for (int i = 0; tags.size() < count && i < 200; i++) {
            TimeUnit.MILLISECONDS.sleep(25);
        }
    }

    private void interrupt(SparkSession spark, boolean cancel) throws Exception {
        Cell cell = python.cell(lines(
                "print('on', flush=True)",
                "import time",
                "sc.parallelize([1, 2], 2).map(lambda n: time.sleep(60)).count()"));
        RecordingContext context = new RecordingContext();
        tags.clear();
        CompletableFuture<ExecutionResult> result = python.begin(cell, context);
        awaitJobs(1);
        if (cancel) {
            interruptLikeTheDriver(spark, cell, context, result);
        } else {
            python.python.interrupt(cell.id());
        }
        assertThat(result.get(20, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        Interrupted.class, ended -> assertThat(ended.ename()).isEqualTo("KeyboardInterrupt"));
        assertThat(context.err()).doesNotContain("ignored", "Py4JNetworkError");
        if (!cancel) {
            spark.sparkContext().cancelJobsWithTag(cell.jobTag());
        }
        assertThat(python.text("spark.range(5).count()")).isEqualTo("5");
        assertThat(spark.sparkContext().statusTracker().getActiveJobIds()).isEmpty();
    }

    /** On a busy machine Python may hear of an interrupt only when the jobs that it waits for are gone. */
    private void cancel(SparkSession spark, boolean interrupted) throws Exception {
        RecordingContext context = new RecordingContext();
        Cell cell = python.cell("import time\nsc.parallelize([1], 1).map(lambda n: time.sleep(60)).count()");
        tags.clear();
        CompletableFuture<ExecutionResult> result = python.begin(cell, context);
        awaitJobs(1);
        if (interrupted) {
            context.interruptInput();
        }
        spark.sparkContext().cancelJobsWithTag(cell.jobTag());
        ExecutionResult ended = result.get(20, TimeUnit.SECONDS);
        assertThat(ended).isInstanceOf(interrupted ? Interrupted.class : ExecutionResult.Failed.class);
    }

    private void interruptAtRandom(SparkSession spark) throws Exception {
        Random random = new Random(5);
        for (int i = 0; i < 10; i++) {
            RecordingContext context = new RecordingContext();
            Cell cell = python.cell("while True: spark.range(0, 20_000_000, 1, 2).selectExpr('sum(id % 7)').collect()");
            tags.clear();
            CompletableFuture<ExecutionResult> result = python.begin(cell, context);
            awaitJobs(1);
            TimeUnit.MICROSECONDS.sleep(random.nextInt(60_000));
            interruptLikeTheDriver(spark, cell, context, result);
            assertThat(result.get()).isInstanceOf(Interrupted.class);
            assertThat(context.err()).doesNotContain("ignored", "Py4JNetworkError");
            spark.sparkContext().cancelJobsWithTag(cell.jobTag()); // one that began behind the first cancel
        }
        assertThat(python.text("spark.range(5).count()")).isEqualTo("5");
        assertThat(spark.sparkContext().statusTracker().getActiveJobIds()).isEmpty();
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void step(String name, Step step) throws Exception {
        long begin = System.nanoTime();
        step.run();
        System.out.println("HELD " + name + ", "
                + Duration.ofNanos(System.nanoTime() - begin).toMillis() + " ms");
    }
}
