package dev.hearth.interpreter.scala;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.Facility;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scala cells on two executors in processes of their own, which have Spark and nothing of Hearth. */
class ScalaOnExecutorsTest {
    private static final String PIDS =
            "sc.parallelize(1 to 40, 4).map { n => Thread.sleep(20); ProcessHandle.current.pid }.collect().toSet";

    private static SparkHere here;
    private static ScalaSession session;

    @BeforeAll
    static void start() throws Exception {
        here = new SparkHere("local-cluster[2,1,1024]");
        session = here.session;
    }

    @AfterAll
    static void stop() throws Exception {
        here.close();
    }

    @Test
    void execute_closureWithALoop_runsOnExecutorsThatKnowNothingOfHearth() throws Exception {
        assertThat(session.text("""
                        case class Sum(n: Long)
                        val sums = spark.range(4).map { n => var i = 0L; while (i < n * 1000) i += 1; Sum(i) }
                        sums.collect().map(_.n).sum""")).endsWith("Long = 6000");
        assertThat(session.text("""
                        def absent(name: String) = scala.util.Try(Class.forName(name)).isFailure
                        sc.parallelize(1 to 1).map { _ =>
                          (absent("dev.hearth.interpreter.Interpreter"), ProcessHandle.current.pid)
                        }.collect().head"""))
                .contains("(true,")
                .doesNotContain("," + ProcessHandle.current().pid() + ")");
    }

    @Test
    void execute_companionsFunctionsAndClassesOfCells_runOnExecutors() throws Exception {
        assertThat(session.text("""
                        case class Temp(celsius: Double)
                        object Temp { val zero = -273.15; def kelvin(t: Temp) = t.celsius - zero }
                        val temps = Seq(Temp(0), Temp(10)).toDS()
                        temps.map(t => Temp.kelvin(t)).collect().map(_.round).sum""")).endsWith("Long = 556");
        session.text("val twice = udf((n: Long) => n * 2)\nspark.udf.register(\"thrice\", (n: Long) => n * 3)");
        assertThat(session.text("spark.range(3).select(twice($\"id\") + expr(\"thrice(id)\")).as[Long].collect().sum"))
                .endsWith("Long = 15");
        assertThat(session.text("sc.parallelize(1 to 4, 4).map(n => Temp(n)).groupBy(_.celsius > 2).mapValues(_.size)"
                        + ".collect().toMap"))
                .endsWith("Map(false -> 2, true -> 2)");
    }

    @Test
    void execute_exitInAClosure_failsTheTaskAndNotTheExecutor() throws Exception {
        session.text("val settled = " + PIDS);
        ExecutionResult.Failed failed = session.failure("sc.parallelize(1 to 1).foreach(n => sys.exit(n))");
        assertThat(failed.traceback().toString()).contains("sys.exit(1) ended the cell and not the session");
        assertThat(session.text("val still = " + PIDS + "; still.subsetOf(settled)"))
                .endsWith("Boolean = true");
    }

    @Test
    void values_datasets_passWithoutBeingCopied() throws Exception {
        Facility.Values values =
                session.interpreter.facility(Facility.Values.class).orElseThrow();
        session.text("case class Passed(n: Long)\nval passed = spark.range(3).as[Long].map(Passed(_))");
        Facility.Value value = values.give("passed").orElseThrow();
        assertThat(value.form()).isEqualTo(Facility.Value.OBJECT);
        session.onCellThread(() -> {
            values.take("frame", value);
            return "";
        });
        assertThat(session.text("frame.where($\"n\" > 0).count()")).endsWith("Long = 2");
        assertThat(values.variables())
                .filteredOn(each -> each.name().equals("frame"))
                .singleElement()
                .satisfies(each -> assertThat(each.preview()).isEqualTo("[n: bigint]"));
    }

    @Test
    void cancel_loopInAClosure_endsTheTaskAndNotTheExecutor() throws Exception {
        session.text("val before = " + PIDS);
        String stubborn = "try while (true) System.nanoTime() catch { case e: Exception => throw e }";
        assertThat(here.interruptedInTwoTasks(stubborn)).isInstanceOf(ExecutionResult.Interrupted.class);
        assertThat(session.text("val after = " + PIDS + "; after.subsetOf(before)"))
                .endsWith("Boolean = true");
    }

    @Test
    void deps_jar_isThereForTasks(@TempDir Path folder) throws Exception {
        Path jar = TinyRepository.jar(
                folder.resolve("shipped.jar"), "Shipped", "public static int twice(int n) { return 2 * n; }");
        session.text("%AddJar " + jar);
        assertThat(session.text("sc.parallelize(1 to 3).map(n => tiny.Shipped.twice(n)).sum"))
                .endsWith("Double = 12.0");
        assertThat(session.text("spark.range(3).map(n => tiny.Shipped.twice(n.toInt)).collect().sum"))
                .endsWith("Int = 6");
    }

    @Test
    void execute_closureBesideADisplay_runs() throws Exception {
        assertThat(session.text("""
                        val bar = ProgressBar(3)
                        val page = almond.interpreter.api.DisplayData.html("x")
                        val factor = 2
                        sc.parallelize(1 to 3).map(_ * factor).sum""")).endsWith("Double = 12.0");
        assertThat(session.failure("sc.parallelize(1 to 1).foreach(n => display(n))")
                        .traceback()
                        .toString())
                .contains("display exists in a session's driver only");
    }

    @Test
    void execute_sessionInAClosure_failsWithAWord() throws Exception {
        ExecutionResult.Failed failed =
                session.failure("sc.parallelize(1 to 1).map(_ => spark.conf.getAll.size).collect()");
        assertThat(failed.traceback().toString())
                .contains("spark exists in a session's driver only: it cannot be used in code that runs on executors");
    }
}
