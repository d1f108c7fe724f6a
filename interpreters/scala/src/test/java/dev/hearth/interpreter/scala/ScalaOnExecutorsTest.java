package dev.hearth.interpreter.scala;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.interpreter.ExecutionResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Scala cells on an executor in a process of its own, which has Spark and nothing of Hearth. */
class ScalaOnExecutorsTest {
    private static final String PIDS =
            "sc.parallelize(1 to 40, 4).map { n => Thread.sleep(10); ProcessHandle.current.pid }.collect().toSet";

    private static SparkHere here;
    private static ScalaSession session;

    @BeforeAll
    static void start() throws Exception {
        here = new SparkHere("local-cluster[1,2,1024]");
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
    void cancel_loopInAClosure_endsTheTaskAndNotTheExecutor() throws Exception {
        session.text("val before = " + PIDS);
        String stubborn = "try while (true) System.nanoTime() catch { case e: Exception => throw e }";
        assertThat(here.interruptedInTwoTasks(stubborn)).isInstanceOf(ExecutionResult.Interrupted.class);
        assertThat(session.text("val after = " + PIDS + "; after.subsetOf(before)"))
                .endsWith("Boolean = true");
    }

    @Test
    void execute_sessionInAClosure_failsWithAWord() throws Exception {
        ExecutionResult.Failed failed =
                session.failure("sc.parallelize(1 to 1).map(_ => spark.conf.getAll.size).collect()");
        assertThat(failed.traceback().toString())
                .contains("spark exists in a session's driver only: it cannot be used in code that runs on executors");
    }
}
