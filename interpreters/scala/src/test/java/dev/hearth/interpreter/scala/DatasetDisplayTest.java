package dev.hearth.interpreter.scala;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MimeBundle;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Datasets as results and displays; the session shows three rows. */
class DatasetDisplayTest {
    private static SparkHere here;
    private static ScalaSession session;
    private static final AtomicInteger JOBS = new AtomicInteger();

    @BeforeAll
    static void start() throws Exception {
        here = new SparkHere("local[2]");
        session = here.session;
        here.context().addSparkListener(new SparkListener() {
            @Override
            public void onJobStart(SparkListenerJobStart job) {
                JOBS.incrementAndGet();
            }
        });
    }

    @AfterAll
    static void stop() throws Exception {
        here.close();
    }

    private static RecordedSink.Displayed result(String code) throws Exception {
        ExecutionResult result = session.begin(code).result();
        assertThat(result).isInstanceOf(ExecutionResult.Succeeded.class);
        MimeBundle bundle = Objects.requireNonNull(((ExecutionResult.Succeeded) result).value());
        return new RecordedSink.Displayed("result", bundle, "");
    }

    private static int jobsOf(String code) throws Exception {
        here.context().listenerBus().waitUntilEmpty();
        int before = JOBS.get();
        session.text(code);
        here.context().listenerBus().waitUntilEmpty();
        return JOBS.get() - before;
    }

    @Test
    void result_dataset_isATableOfTheFirstRows() throws Exception {
        RecordedSink.Displayed shown = result("spark.range(2, 12).selectExpr(\"id\", \"concat('<', id) as `a.b`\")");
        assertThat(shown.body("text/html"))
                .contains("<th title=\"bigint\">id</th><th title=\"string\">a.b</th>")
                .contains("<td style=\"text-align: right\">4</td><td>&lt;4</td>")
                .contains("cut: the first 3 rows; display(res")
                .doesNotContain(">5<");
        assertThat(shown.body("text/plain")).contains("DataFrame = [id: bigint, a.b: string]", "id | a.b", " 4 | <4");
        assertThat(result("Seq((1, \"a\")).toDF(\"n\", \"n\")").body("text/html"))
                .contains("<p>1 row</p>");
    }

    @Test
    void result_dataset_costsOneJobAndADefinitionNone() throws Exception {
        assertThat(jobsOf("val held = spark.range(0, 1000, 1, 2)")).isZero();
        assertThat(jobsOf("held.filter($\"id\" > 3)")).isEqualTo(1);
        assertThat(jobsOf("display(held, rows = 50)")).isEqualTo(1);
        assertThat(jobsOf("display(held, rows = 100)")).isEqualTo(2);
        assertThat(jobsOf("%rows 0\nheld")).isZero();
        assertThat(jobsOf("kernel.display.rows = 3")).isZero();
        assertThat(jobsOf("spark.readStream.format(\"rate\").load()")).isZero();
        assertThat(jobsOf("spark.sql(\"set a.b = 1\").limit(0).drop(\"key\", \"value\")"))
                .isZero();
    }

    @Test
    void displayAll_ofMoreThanAClientBears_bringsNoMoreThanIsShown() throws Exception {
        // All of it would be 50 GB.
        String html = display("displayAll(spark.range(0, 10000000, 1, 2).selectExpr(\"repeat('y', 5000) as y\"))");
        assertThat(html)
                .hasSizeBetween(30 << 20, 33 << 20)
                .containsPattern(
                        "cut: the first 6\\d{3} rows, which is what fits into 33554432 bytes; that is the most");
        assertThat(display("displayAll(spark.range(0, 1000000, 1, 1))"))
                .endsWith("<p>cut: the first 100000 rows; that is the most that is shown</p>");
        assertThat(display("displayAll(spark.range(0, 2500, 1, 1))")).endsWith("<p>2500 rows</p>");
        assertThat(display("display(spark.range(0, 10000000, 1, 2).selectExpr(\"repeat('y', 5000)\"), rows = 9000000)"))
                .contains("which is what fits into 524288 bytes; display(x, rows = n)");
    }

    @Test
    void dataframeMagic_longRows_areNotBroughtInHundreds() throws Exception {
        session.text("val brought = spark.sparkContext.longAccumulator");
        String csv = result("%%dataframe --limit=2000 --output=csv\n"
                        + "spark.range(0, 2000, 1, 1).map { n => brought.add(1); \"y\" * 400000 }.toDF(\"y\")")
                .body("text/plain");
        assertThat(csv).hasSizeGreaterThan(30 << 20);
        long shown = csv.lines().count();
        assertThat(Long.parseLong(session.text("brought.value").replaceFirst(".* = ", "")))
                .isBetween(shown, 3 * shown);
    }

    private static String display(String code) throws Exception {
        ScalaSession.Running cell = session.begin(code);
        assertThat(cell.result()).isInstanceOf(ExecutionResult.Succeeded.class);
        assertThat(cell.sink().displays()).hasSize(1);
        return cell.sink().displays().get(0).body("text/html");
    }

    @Test
    void result_stream_saysHowToSeeIt() throws Exception {
        RecordedSink.Displayed shown = result("spark.readStream.format(\"rate\").load()");
        assertThat(shown.body("text/plain")).contains("a stream has no rows to show");
        assertThat(shown.body("text/html")).isEmpty();
    }

    @Test
    void result_valuesOfEveryKind_areAsSparkWritesThem() throws Exception {
        String html = result("""
                spark.conf.set("spark.sql.session.timeZone", "Asia/Tokyo")
                spark.sql(\"\"\"select timestamp'2026-01-31 10:00:00+00:00' t, cast('1.10' as decimal(10,2)) d,
                  X'CAFE' b, array(1, null) a, map('k', 1) m, named_struct('x', date'2026-01-31') s, null n,
                  repeat('y', 3000) long\"\"\")""").body("text/html");
        assertThat(html)
                .contains("<td>2026-01-31 19:00:00</td>", ">1.10</td>", "<td>CAFE</td>", "<td>[1, null]</td>")
                .contains("<td>{k -&gt; 1}</td>", "<td>{2026-01-31}</td>", "<em>null</em>")
                .contains("y".repeat(999) + "…</td>");
    }

    @Test
    void result_collectedRows_areATableToo() throws Exception {
        assertThat(result("spark.range(2).selectExpr(\"id\", \"id * 2 as twice\").collect()")
                        .body("text/html"))
                .contains(">id</th>", ">twice</th>", "<p>2 rows</p>");
    }

    @Test
    void result_failingJob_failsTheCell() throws Exception {
        ExecutionResult.Failed failed = session.failure("spark.range(1).map(n => 1 / (n - n)).toDF()");
        assertThat(failed.traceback()).anyMatch(line -> line.contains("ArithmeticException: / by zero"));
    }

    @Test
    void dataframeMagic_showsAsItSays() throws Exception {
        assertThat(result("%%dataframe --limit=2\nspark.range(5)").body("text/html"))
                .contains("the first 2 rows");
        assertThat(result("%%dataframe --output=csv\nSeq((1, \"a,b\")).toDF(\"n\", \"s\")")
                        .body("text/plain"))
                .isEqualTo("n,s\n1,\"a,b\"\n");
        assertThat(Json.parse(result("%%dataframe --output=json --limit=1\nspark.range(5)")
                                .bundle()
                                .data())
                        .path("application/json")
                        .toString())
                .isEqualTo("[{\"id\":0}]");
        assertThat(result("%%dataframe\nspark.range(2)").body("text/html")).contains("<p>2 rows</p>");
    }

    @Test
    void dataframeMagic_textsForPrograms_haveWholeValues() throws Exception {
        String wide = "spark.range(1).selectExpr((0 until 150).map(n => s\"repeat('$n ', 2000) as c$n\"): _*)";
        String csv = result("%%dataframe --output=csv\n" + wide).body("text/plain");
        assertThat(csv.lines().toList()).hasSize(2).allSatisfy(line -> assertThat(line.split(","))
                .hasSize(150));
        assertThat(csv).doesNotContain("…").contains("149 ".repeat(2000));
        assertThat(result("%%dataframe --output=json\n" + wide).body("application/json"))
                .contains("\"c149\":\"" + "149 ".repeat(2000) + "\"");
    }

    @Test
    void dataframeMagic_rowsThatDoNotFit_areNamedBesideTheData() throws Exception {
        ScalaSession.Running cell = session.begin("%%dataframe --limit=100000000 --output=csv\n"
                + "spark.range(0, 10000000, 1, 2).selectExpr(\"repeat('y', 5000) as y\")");
        ExecutionResult.Succeeded done = (ExecutionResult.Succeeded) cell.result();
        assertThat(cell.sink().err())
                .containsPattern("%%dataframe: cut: the first 6\\d{3} rows, which is what fits into 33554432 bytes");
        assertThat(Objects.requireNonNull(done.value()).data().sizeBytes()).isBetween(30 << 20, 34 << 20);
    }
}
